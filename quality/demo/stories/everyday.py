"""More texts for what is reported most, and more improvements, ideas and good news."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T1.1 | home_care nursing_home supported_housing | routine communication staffing | morning evening |
0000011 | e
= Kvittert, men ikke gitt
Dosetten er kvittert ut for {dag} {vakta}, men tablettene ligger der. Noen har kvittert alt på en gang
[til slutt|fra bilen].
= Nekter å ta medisin, ingen fulgte opp
{Brukeren} sa nei i morges. Det er notert, men ingen har prøvd igjen og lege er ikke spurt. Det gjelder
{medisin}, så det haster litt.
= Inhalasjon ikke gitt på {dager} dager
Fant maska tørr og ubrukt i skapet. {Brukeren} hoster mer. Står på lista hver dag.
= Medisin på gulvet under senga
Fant {antall} tabletter under senga i dag ved vask. Vi ser ikke at {brukeren} svelger, vi bare setter fra
oss koppen.
= Glemt fordi lista var delt i to
Medisinlista går over to sider, og side to var ikke skrevet ut. Der sto {medisin}.
@ T2.1 | nursing_home home_care supported_housing | user_situation surroundings | any | 000000 | e
= Skled av sengekanten
Satt på kanten for å ta på sokker og gled ned. Ringte på selv. Lo litt av det. [Senga er nå senket.|]
= Fant {brukeren} på gulvet ved [kjøleskapet|tv-en]
Lå på siden, klar og orientert. Ville ikke ha hjelp, men kom ikke opp alene. Brukte løftepute.
= Mistet balansen i døra
Skulle snu seg for å lukke døra og gikk bakover. Jeg sto bak og tok imot, vi satte oss begge to.
= To fall samme kveld
Først ved bordet, så ved senga. Ingen skade noen av gangene. Ny tablett fra i går, kan det være det?
@ T3.1 | home_care | staffing organisation communication | morning day evening | 0000111 | e
= Kom til låst dør, gikk igjen
{Brukeren} åpnet ikke. Vi gikk videre. Viste seg at hun lå på badet. Neste besøk var først på kvelden.
= Kveldsbesøk kl. 16
Lagt til sengs kl. 16.30 fordi lista ikke gikk opp. {Brukeren} sa at det var som å være på sykehus.
= Fikk ikke mat hele dagen
Frokostbesøket var byttet mot tilsyn på telefon. Da vi ringte sa hun at alt var fint, men hun har ikke
spist siden i går.
= Dobbelt besøk hos en, ingen hos en annen
To biler hos {bruker} samtidig, ingen hos naboen. Lista var endret etter at vi hadde kjørt.
= Skulle ha to, kom en
Står «to personer» på besøket. Den andre ble sendt på alarm. Stell ble utsatt {timer} timer.
@ H1.1 | school | user_situation staffing | school | 0011112 | e
= Fikk en ball i ansiktet med vilje
Sto inspeksjon. Eleven siktet. [Neseblod.|Brillene ble bøyd.] Snakket med hjemmet.
= Dyttet i trappa
Ble dyttet bakfra da jeg skulle stoppe en krangel på vei ned. Fikk tak i rekkverket.
= Slått med linjal
Eleven ville ikke bytte plass. Slo meg over fingrene. Ro etter at vi fikk gått en tur ute sammen.
= Holdt igjen elev som ville løpe ut
Eleven slo og sparket for å komme ut av porten. Slag i magen og {kropp}. Skjema for fysisk inngripen er
fylt ut.
@ H1.1 | supported_housing nursing_home | user_situation staffing surroundings | any | 0011112 | e
= Slått da kaffen var tom
Sånn kan en dag begynne. Slag på {kropp} med flat hånd. Ga henne kaffe, så var alt greit igjen.
= Fikk døra i ansiktet
{Brukeren} smelte igjen døra da jeg sto i åpningen. Hoven leppe.
= Kastet tallerken
Traff veggen ved siden av hodet mitt. Ny vikar, ny rekkefølge på kvelden. Det henger nok sammen.
= Ble holdt fast i håret i dusjen
Fikk ikke løs grepet før kollegaen kom. Gulvet var vått og vi kunne falt begge to.
@ T5.2 | school | surroundings user_situation | school | 0001112 | en
= Fall på sykkel på vei fra svømming
Eleven fikk hjulet i [rista|sporet] og gikk over styret. Hjelm på. Skrubbsår og vond {del}.
= Fikk pinne i øyet
Lek i skogen. Rødt og rennende øye, foresatte tok turen til legen. Alt bra.
= Traff med hockeykølle
Uhell i gym. Kul i panna, is og ro. Køllene er for lange for de små.
= Skled på våte fliser i garderoben
{Brukeren} løp og slo {del}. Gulvet har ikke sklimatter lenger.
= Fikk sopp i munnen på tur
Usikker hvilken sopp. Ringte Giftinformasjonen, ble fulgt opp og hentet. Ikke giftig.
@ T5.2 | kindergarten | surroundings user_situation | school | 0001111 | en
= Bitt av annet barn
Tannmerker på {kropp}. Kjølt ned. Begge foreldre er informert uten at vi sa hvem.
= Datt av stellebordet, nesten
Barnet rullet mens jeg strakte meg etter klut. Tok tak i foten. Hjertet i halsen.
= Fikk is i hodet fra taket
Istapp løsnet og traff [lua|skulderen]. Ingen skade, men vi har flyttet alle bort fra veggen.
= Satte rosin i halsen
Hostet opp etter ryggslag. Vi har hatt kurs og det hjalp.
= Klemte fingeren i sykkelvogna
Blå og hoven finger. Mor kom. Vogna har et beslag som mangler.
@ H3.3 | nursing_home home_care supported_housing | staffing organisation | any | 0000001 | e
= Innleie ble nektet
Beskjed fra {vakta}: ingen innleie på grunn av budsjett. {Antall} færre enn planen. [Ingen fikk komme
ut.|Stell ble ferdig kl. 13.]
= Fikk en vikar som aldri har vært her
Vikaren måtte følges hele dagen, så vi var i praksis en mindre.
= Alle tok en ekstra time
Ingen kunne gå før kl. 16.30 fordi kvelden manglet to. Ikke første gang denne {måned}.
= Ringt på fridagen {antall} ganger
Jeg sa nei de første. Til slutt kom jeg, sliten og uten mat.
@ B7 | roads_parks | equipment staffing external | any | 000011 | eh
= Klage på støy fra brøyting kl. 4
Innbygger i {vei} ringte. Vi kjører ruta i den rekkefølgen bussen trenger.
= Grøft tett ved {vei}
Vann langs asfaltkanten, kanten raser ut. Satt ut kjegler.
= Rekkverk på bru løst
To bolter er borte i rekkverket på brua ved {vei}. Sperret ene siden.
= Kant rast ut etter regnet
Halve veiskulderen ved {vei} er borte. Skiltet, og entreprenør er ringt.
= Siktlinja er grodd igjen
I krysset ved {vei} ser en ikke syklister. Buskene er to meter høye.
= Strømaster for nær veibanen
Brøytebilen tok en stolpe. Ikke første gang på det stedet.
@ B6 | water | equipment routine external | any | 000011 | e
= Alarm fra høydebasseng
Nivået falt {antall} meter på en time. Fant brudd ved {vei}. Folk hadde lavt trykk til kl. 9.
= Feil ventil stengt
Stengte {vei} og ikke nabogata. {Mange} hus uten vann i {min} minutter uten varsel.
= Filter tett på renseanlegget
Klut og våtservietter. Stopp i {timer} timer. Kampanjen om dovett bør gjentas.
= Rotter i ledningsnettet ved {vei}
Meldt av innbygger. Åstedet er en gammel stikkledning uten lokk.
@ F1 | administration | staffing organisation routine | office | 00011 | e
= Delingssak {uker} uker over frist
Saken har gått mellom tre saksbehandlere. Søkeren har ringt ordføreren.
= Svar på klage kom etter fristen
Klagen lå i feil mappe. Vi har beklaget og sendt den videre samme dag.
= Frist i plansak oversett
Varslet om oppstart ble ikke fulgt opp. Høringen må kjøres på nytt.
@ done | home_care nursing_home supported_housing | | day | 0 |
= Medisinvogn med plass til alt
Gikk fram og tilbake til skapet ~ Vogn fra lageret med skuffer og lås, merket med rom ~ {Min} minutter
spart per runde
= Mappe til sykehuset ligger klar
Innleggelse på natt ble kaos ~ En mappe per {bruker} med liste, avklaring og pårørende, oppdateres den
første i måneden ~ Sendt på ti minutter
= Frokost i små grupper
Alle i samme sal, uro og søl ~ Tre små bord med egen voksen ~ De som ikke spiste, spiser nå
= Vaktbytte ved senga
Rapport bak lukket dør ~ Vi går runden sammen de siste fem minuttene, der det passer ~ Færre ting blir
glemt, og beboerne vet hvem som er på
= Hylle for lånt utstyr
Ingen visste hvor rullestoler og løftere var ~ En hylle, en liste, en krok ~ Leter ikke lenger
=nn Ein kontaktperson til kvar vikar
Vikarane spurde den dei traff ~ Namn på tavla: «Spør meg i dag» ~ Færre telefonar, og vikarane kjem igjen
@ done | school kindergarten culture | | school | 0 |
= Fast rydding hver fredag kl. 13
Rømningsvei og boder var fulle ~ Ti minutter med musikk, alle rydder sitt ~ Ingen merknad på branntilsynet
i år
= Felles lånelager for turutstyr
Hver gruppe kjøpte sitt ~ Ett lager med utlånsliste for skolen og barnehagen ~ Spart om lag {kr} kr
= Stille lys i garderoben
Ropte for å få ro ~ Lampe som skifter farge når det er for høyt ~ Barna passer på selv
= Vikarperm på én side
Vikarer ringte rektor om alt ~ Ett ark per klasse: kart, rutine ved brann, hvem som trenger hva ~ To
telefoner i uka i stedet for to om dagen
@ done | property cleaning water roads_parks administration nav | | day | 0 |
= Morgenmøte ved bilene
Dobbeltkjøring og glemte oppdrag ~ Åtte minutter kl. 7, alle sier første jobb ~ Sparer en tur om dagen
= QR-kode på tekniske rom
Lette etter manualer ~ Kode på døra åpner tegning og telefonnummer ~ Vikar kunne starte pumpa selv
= Rene skift på hvert bygg
Bar utstyr mellom bygg ~ Et sett på hvert sted ~ Mindre løft, ingen sykmeldt for skulder siden {måned}
= Én innboks for henvendelser
Tre innbokser, ingen eier ~ Én, med dagens ansvarlige ~ Alle får svar samme dag
@ idea | home_care nursing_home supported_housing health_service | | day | 0 |
= Gjør rapporten skriftlig først
Les i fem minutter, snakk i fem. Nå snakker vi i tjue og glemmer halvparten.
= Navneskilt med stor skrift
Mange ser dårlig. Fornavn og tittel i stor skrift hadde gjort det tryggere for dem.
= Felles vikarpool for [sykehjemmene|hele området]
Da kjenner vikarene husene, og vi slipper å lære opp en ny hver helg.
= En fast dag for bestillinger
Alle bestiller hver for seg, og vi har tre esker av noe og tomt for noe annet.
= Hjertestarter i [bilen|oppgangen]
Det er {min} minutter til nærmeste fra {vei}.
= Lys som tenner seg selv ved senga
Sensorlys koster lite og kan spare noen et lårhalsbrudd.
= Ring pårørende når det er bra også
Vi ringer bare når noe er galt. En telefon i måneden hadde gjort mye.
= Bytt plass på [vaskerommet|lageret] og medisinrommet
Da slipper den som legger dosetter å bli avbrutt av alle som skal ha noe.
= Lunsj sammen med beboerne
To av oss kunne spist der. Det blir roligere, og vi ser hvem som ikke får i seg mat.
=nn Fast dag med fastlegen
Om vi hadde ein fast halvtime i veka med legekontoret, kunne vi samla alt i éin samtale.
@ idea | school kindergarten | | school | 0 |
= Hentebil på egen plass
Foreldre rygger mellom barna. En hvit strek og fem skilt hadde løst det.
= Bibliotek på hjul
Kan biblioteket komme innom hver tredje uke? Vi har ikke tid til å gå dit med {klasse}.
= La elevene lage reglene for storefri
De vet best hvor det smeller. Elevrådet har lyst.
= Tørkeskap på {avdeling}
Vått tøy hver dag i {måned}. Et tørkeskap er billigere enn alle turene til vaskerommet.
= Felles mattekveld for foreldre
På tre språk, med kaffe. Da blir leksene lettere for alle.
@ idea | roads_parks water property cleaning | | day | 0 |
= Fyll sand i august
Kassene settes ut når det allerede er glatt. Vi har tid i august.
= Lån bort lifta på onsdager
Den står stille. Kultur og skolene leier i dyre dommer.
= Ett felles skiltlager
Vi har hvert vårt, og ingen har det vi trenger den natta det gjelder.
= Vask før ferien, ikke etter
Gulvene skal bones når byggene er tomme. Spør oss før planen blir laget.
= Ta bilde før du graver igjen
Et bilde på kartet hver gang, så slipper neste mann å gjette.
@ worked | home_care nursing_home supported_housing | | any | 0 |
= Vikaren kjente alle på tredje vakt
Hun fikk samme rute tre dager på rad. Ingenting ble glemt, og brukerne var rolige.
= Ro i stua med musikk kl. 17
Vi satte på gamle plater i den urolige timen. {Brukeren} danset med kollegaen min.
= Fikk hjelp fra [brannvesenet|naboen] da heisen sto
De bar varer opp i fjerde uten å spørre. Flott å ha dem.
= Stoppet ved dobbeltkontroll
Vi oppdaget feil styrke før dosetten gikk ut, fordi vi faktisk var to. Det er verdt de fem minuttene.
= Pårørende lagde livshistorie
Bilder og ti linjer på veggen. Nå har alle noe å snakke om i stellet.
= Første uke uten trykksår
Alle snuskjema kvittert. Nattevaktene fortjener kake.
@ worked | school kindergarten | | school | 0 |
= Stille i garderoben i {dager} dager
Vi delte i to grupper og lot de yngste gå først.
= Elevrådet ordnet kø til huskene
De laget regler selv, og de følger dem bedre enn våre.
= Hele teamet stilte da vi manglet folk
Rektor tok inspeksjon, spesialpedagogen tok klassen. Vi klarte dagen, og elevene merket det knapt.
= Barnet som ikke ville inn, løp inn i dag
Samme voksen i døra i to uker. Så enkelt, og så vanskelig å få til i turnusen.
@ worked | property cleaning water roads_parks administration nav child_welfare culture | | office | 0 |
= Kollega fra annen enhet lånte oss [bil|maskin]
En telefon og ti minutter, så var vi i gang igjen.
= Takkekort fra en bruker
Sto bare «takk for at du ringte tilbake». Det henger på tavla nå.
= God overtakelse av saker
Alt var notert da kollegaen gikk i permisjon. Ingen frister røk.
= Øvelsen i vår virket
Da strømmen gikk visste alle hvor aggregatet sto.
= Ungdommene ryddet etter seg
Etter konserten var salen renere enn før. Verdt å si høyt.
""")
