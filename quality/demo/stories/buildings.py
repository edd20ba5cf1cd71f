"""Texts on buildings, fire, keys, cleaning, outdoor areas and waste (B1 to B5, B8, B9)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ B1 | school nursing_home kindergarten supported_housing culture property health_service day_centre
administration | surroundings routine | any | 0000112 | eh
= Rømningsvei sperret
Nødutgangen ved [gymsalen|lageret|vaskeriet] var [sperret av senger|blokkert av stoler|frosset fast].
Ryddet. [Andre gang i høst.|]
= Brannslukker mangler
Slukkeren i {rom} er borte. Kroken henger der.
= Lading av el-sparkesykkel i gangen
Sykkelen ladet i rømningsveien. Snakket med eieren.
= Tørrkoking
Kjele på plata ble glemt {idag}. Mye røyk. [Komfyrvakt er ikke montert.|Komfyrvakta var slått av.]
= Branndør holdt åpen med kile
Døra holdes åpen fordi den er for tung å gå gjennom med [tralle|rullestol]. Magneten er defekt.
= Nødlys virker ikke
{Antall} nødlys er mørke etter test. Meldt i vår også.
= Brannøvelse ikke holdt
Siste øvelse er over et år siden. Nye ansatte vet ikke hvor møteplassen er.
= Røyk fra elkontakt
Luktet svidd på {rom}. Kontakten var brun. Strømmen ble slått av og brannvesenet tok en kikk.
=nn Naudutgangen var stengd
Snøen var ikkje måka, og døra let seg ikkje opne. Vi måka sjølve.
=di Brannalarmen gikk
Alarmen gikk fordi nån stekt bacon. Alle kom sæ ut, men det tok for lang tid.

@ B2 | school property nursing_home kindergarten culture water day_centre | equipment surroundings | day |
00001 | h
= Løs stikkontakt
Kontakten i [klasserommet|gangen] henger ut av veggen. Teipet over.
= Jordfeil på kjøkkenet
Sikringen går hver gang [oppvaskmaskinen|stekeovnen] slås på.
= Skjøteledninger i rekke
Tre skjøteledninger etter hverandre til [kaffetrakter og varmeovn|juletreet]. Varm kontakt.
= Strømkabel over gangvei
Kabel til [byggebrakka|julemarkedet] ligger over fortauet, isolasjonen er slitt.
= Fikk støt av lampe
Fikk støt da jeg skrudde på lampa i [boden|garasjen]. Kjentes helt opp i albuen.
= Skap med strømførende deler ulåst
Skapet i gangen sto åpent i skoletida.

@ B3 | home_care school nursing_home culture property health_service administration supported_housing
kindergarten | equipment routine surroundings | any | 0000011 | eh
= Nøkkel ikke levert tilbake
Nøkkel til {rom} har vært borte i {dager} dager. Ikke kvittert ut av noen.
= Ukjent person i bygget
En mann vandret rundt i [2. etasje|garderobene]. Sa at han lette etter do. Døra sto oppe.

@ B4 | nursing_home school kindergarten culture health_service cleaning day_centre supported_housing |
staffing routine | day | 000000 | e
= Ikke vasket på {dager} dager
[Toalettene|Garderoben|Matsalen] er ikke vasket siden {dag}. [Vi har vasket selv.|Ungene vil ikke gå på do
der.]
= {Dyr} på kjøkkenet
Så {dyr} bak [tørrvareskapet|oppvaskmaskinen]. Skadedyrfirma er bestilt.
= Søppelbøtter ikke tømt
Bleiebøtta på stellerommet er stappfull etter helga, lukten er ille.
= Rester av blod på toalett
Ikke tatt av renhold fordi det «ikke står i planen».
= Rent tøy levert i skitne sekker
{Antall} traller med rent tøy hadde skitne plasttrekk fra vaskeriet.
= Sluk tett
Vann over terskelen på dusjen. Hår og såperester, ingen som har ansvar for å rense.
=nn Ikkje vaska
Golvet i gangen er ikkje vaska på {dager} dagar. Det er sand og leire overalt.

@ B5 | kindergarten school roads_parks property | surroundings equipment | school | 000011 | h
= Løs planke på lekestativ
Skruene stikker ut på [sklia|klatretårnet]. Sperret med bånd.
= Knust glass i sandkassa
Flasker etter helga. Plukket {mange} biter før barna kom. [Tredje helga på rad.|]
= Gjerde ligger nede
Brøytebilen har tatt gjerdet mot veien. En åpning på to meter.
= Huske med slitt kjetting
Det er nesten ikke gods igjen i kroken. Huska er tatt ned.
= Isdam på uteområdet
Smeltevannet samler seg og fryser. {Antall} barn har gått gjennom til kneet.
= Giftig plante ved lekeplass
Det vokser [selsnepe|revebjelle|tromsøpalme] ved [bekken|gjerdet]. Barn har plukket av den.
= Tretopp henger over skolegården
Etter [stormen|vinden i natt] henger en diger grein og svaier rett over benkene.
= Fotballmål ikke festet
Målet velter hvis noen henger i tverrliggeren. Det gjør de.
= Sopp og råte i utebod
Gulvet gir etter når man går inn. Satt lapp på døra.
=nn Skruar som stikk ut
Det stikk ut skruar på leikehuset. Eit barn reiv opp jakka på det i dag.

@ B8 | water roads_parks property home_care kindergarten | external equipment | day | 00122 | eh
= Oljelukt i bekken
Film på vannet ved [utløpet|brua]. Lenser lagt ut, brannvesenet er varslet.
= Farlig avfall i restavfall
Malingsspann og batterier lå i restavfallet bak [skolen|lageret].
= Dieselsøl på lageret
Ca. {mange} liter rant ut ved fylling. Absorbent brukt, jord gravd opp.
= Kanyler i papiravfall
Funnet av renovatør. Heldigvis ikke stikk.
= Plast fra kunstgress i elva
Granulat renner ut med snøen. Siler tette.

@ B9 | roads_parks water property home_care culture | equipment routine | day | 00011 | eh
= Tjenestebil med varsellampe
Motorlampe har lyst siden {dag}. Ingen har meldt den, bilen er i bruk hver natt.
= Sommerdekk i {måned}
Bil nr. {antall} er ikke lagt om. Vi har ikke noen annen å ta.

@ B3 | school property culture administration kindergarten health_service | equipment routine | morning | 00001 | eh
= Ytterdør ulåst om morgenen
Da jeg kom {kl} sto [bakdøra|hovedinngangen] ulåst. Alarmen var ikke på.
= Adgangskort virker ikke
Kortet ble sperret av seg selv. Sto ute i {min} min før noen hørte.

@ B3 | school | routine | morning | 00001 | eh
= Skolen sto åpen hele helga
Etter [utleie lørdag|fotballtrening] var døra kilt opp. Ingen ting er borte som vi vet om.

@ B3 | nursing_home health_service | routine | day | 00001 | h
= Kode på medisinrommet aldri byttet
Samme kode siden bygget var nytt. Den kan alle, også de som sluttet i 2019.

@ B3 | home_care | equipment routine | any | 0000011 | e
= Kom ikke inn til {bruker}
[Nøkkelboksen var tom.|Nøkkelen passet ikke etter at låsen ble byttet.] Brukte {min} minutter på å få tak
i [naboen|reservenøkkel].
=nn Kom ikkje inn
Nøkkelen låg ikkje i boksen. Eg stod der og høyrde at ho ropte. Sonen kom og låste opp etter {min} minutt.

@ B9 | roads_parks water property | equipment routine | day | 00011 | eh
= Bremser på tilhenger
Påløpsbremsen virker ikke. Kjørt {uker} uker sånn sier de andre.
= Traktor uten baklys
Brøytetraktoren har ikke lys bak etter at skjæret slo det av.
= Lift uten gyldig kontroll
Oblaten gikk ut i {måned}. Satt bort med lapp.
= Slange røk på hjullaster
Hydraulikkslange røk under løft. Ingen under heldigvis.

@ B9 | home_care | equipment | morning | 00011 | eh
=nn Bilen ville ikkje starte
Bilen ville ikkje starte i {kulde} minus, og vi kom {min} minutt for seint til fire brukarar.
= Elbil ikke ladet
Ladeboksen er ødelagt og halve bilparken sto med 8 % kl. 7.

@ B8 | property | equipment | day | 00122 | eh
= Kjølevæske lekker
Kjøleanlegget i [ishallen|kjøkkenet] lekker. Leverandør kommer {dag}.

@ B1 | school nursing_home kindergarten health_service culture property | surroundings | day | 0000112 | eh
= Falsk brannalarm
Utløst av [brødrister|støv fra sliping|damp fra dusjen]. {Mange} ute i kulda i {min} minutter. [Ingen
hadde lista over hvem som var på jobb.|Evakueringen gikk fint.]
""")
