"""Texts on health care and follow-up (T3)."""

from quality.demo.stories.grammar import read

STORIES = read("""
@ T3.1 | home_care supported_housing | staffing organisation equipment | any | 00000112 | e
= Besøk uteblitt
{Brukeren} fikk ikke [morgenbesøk|kveldsbesøk|formiddagsbesøk] {idag}. [Sto ikke på noen liste.|Lå på
lista til en som var syk.|Ble flyttet mellom lister og falt ut.] [Ringte selv til oss.|Oppdaget av
datter.|Kveldsvakta fant henne uten mat.]
= Ikke hjelp til legging
{Brukeren} ble sittende i stolen til nattevakta kom, fordi kveldsbesøket ikke ble gjort. [Var sliten og
hadde vondt.|Har selv sagt at det var en lang kveld.]
= Dusj ikke utført for {antall}. gang
{Brukeren} har vedtak på dusj en gang i uka, men har ikke fått på tre uker. Blir alltid det som ryker når
det er travelt.
= Besøk avlyst uten beskjed
{Brukeren} skulle ha besøk kl. 10, det ble avlyst fra [kontoret|forrige vakt] uten at noen sa det til
henne. Hun ventet hele formiddagen.
= Feil klokkeslett i lista
Besøket sto kl. 20 i stedet for kl. 08. Da ingen kom ringte sønnen.
=nn Besøk uteblitt
Brukaren fekk ikkje besøk {idag}. Ho stod ikkje på lista mi, og ingen av dei andre hadde henne. Ho hadde
ikkje ete sidan i går.
=di Itj komme på besøk
{Brukeren} fikk itj besøk på morran. Ho ringt sjøl klokka 11 å lurt på om vi hadd glømt ho. Å det hadd vi.

@ T3.2 | nursing_home home_care supported_housing | staffing competence communication | day evening |
000112 | e
= Vekttap ikke fulgt opp
{Brukeren} har gått ned {antall} kg på to måneder. Veiing ble ikke gjort i [sommer|mars|oktober] og ingen
har laget ernæringsplan.
= Feil kost
Fikk vanlig kost, skal ha [moset|flytende|glutenfri]. [Begynte å hoste, men det gikk bra.|Oppdaget etter
to munnfuller.] Nytt på kjøkkenet og listene hang ikke oppe.
= Ikke fått middag
Maten til {rom} ble stående på trallen. {Brukeren} fikk brødskive kl. 17. Lei seg.
= Drikkeliste ikke ført
Skal ha minst 1,5 liter, lista er blank for {dag} og {dag}. [Munnen er tørr og urinen mørk.|Vi vet rett og
slett ikke hva hun har fått i seg.]
= Allergi på matbordet
{Brukeren} med nøtteallergi fikk kake med mandler fra et besøk. Oppdaget før den ble spist.
= Næringsdrikk utløpt
{mange} bokser næringsdrikk i kjøleskapet gikk ut på dato i {måned}. Flere er brukt.
= For lang nattfaste
Kvelds kl. 18.30 og frokost kl. 9.30 i helgene. Det blir 15 timer.
=nn Ikkje fått mat
Brukaren sat att på rommet då dei andre åt. Ingen hadde henta han. Fekk varm mat ein time seinare.

@ T3.3 | nursing_home home_care supported_housing | routine staffing competence equipment | day | 001122 | e
= Trykksår oppdaget sent
Rødhet på [hælen|setet|halebeinet] har blitt et åpent sår. Sto i rapporten for {dager} dager siden uten
tiltak. Snudd og avlastet nå, sårsykepleier kontaktet.
= Snuing ikke gjort
Snuskjema er ikke kvittert fra kl. 23 til 06. {Brukeren} lå likt da jeg kom.
= Sårskift ikke utført
Sårskift skal gjøres annenhver dag, er ikke gjort siden {dag}. Bandasjen [luktet|var gjennomtrukket].
= Feil bandasje brukt
Prosedyren ble endret forrige uke, men det var bare det gamle utstyret igjen i skapet.
= Luftmadrass uten strøm
Madrassen på {rom} var trukket ut av kontakten etter vask. Har ligget flat i et par timer minst.
= Bilde av sår mangler
Ingen bilder eller mål de siste {uker} ukene, så vi kan ikke si om det blir bedre eller verre.
=nn Trykksår
Fann sår på hælen under stellet {idag}. Det er ikkje skrive noko om det før. Avlasta og tatt bilete.

@ T3.4 | nursing_home home_care supported_housing health_service | competence communication staffing | any
| 0122233 | e
= Forverring ikke fanget opp
{Brukeren} var slapp og tungpustet [i går|fra morgenen], men det ble ikke tatt [NEWS|vitale målinger] før
{kl}. Da var skåren {antall}. Innlagt med [lungebetennelse|sepsis].
= Blodsukker ikke målt
Skulle måles før hvert måltid. Ikke målt siden {dag}. Funnet [svett og uklar|trøtt] {idag}, målte 2,9.
= NEWS ikke gjort ved endring
Står «sliten i dag» {to} dager på rad i rapporten, ingen målinger. Da jeg målte var pulsen 122.
= Legevakt kontaktet for sent
Natta ringte ikke legevakt selv om pusten var dårlig, de ville vente til dagvakta. Burde vært ringt med en
gang.
= Hjerneslag oppdaget sent
Skjev i munnen ved frokost, men det ble tolket som at hun var trøtt. Ambulanse ringt først {timer} timer
etter. Vi trenger repetisjon på «prate smile løfte».
= Urinretensjon
{Brukeren} hadde ikke latt vannet siden kvelden før. Uro ble tolket som demens. 900 ml ved kateterisering.
= Infeksjonstegn ikke meldt videre
Feber målt kl. 15, ikke sagt i rapport. Nattevakta målte på nytt kl. 02, da 39,6.
=nn Forverring ikkje oppdaga
Brukaren hadde vore kvalm og slapp i {to} dagar, det er skrive, men ingen tok prøver eller ringte lege.
Innlagd i dag.

@ T3.5 | nursing_home home_care health_service supported_housing | routine competence surroundings | any |
000112 | eh
= Smitteregime ikke fulgt
{Brukeren} på {rom} er isolert for [noro|influensa|MRSA-utredning], men det ble gått inn uten
[frakk|hansker]. Lapp på døra hadde falt ned.
= [Noro|Magesjau] på avdelinga, sent varslet
Første tilfelle {dag}, vi på [annen avdeling|kjøkkenet] fikk vite det {to} dager etter. Da hadde flere
ansatte byttet på.
= Tomt for sprit
Alle spritdispensere i [gangen|2. etasje] er tomme. Ingen vet hvem som fyller.
= Urene instrumenter i rent skap
Autoklavert sett lå åpent sammen med brukte sakser.
= Syk på jobb
Kollega kom på jobb med [omgangssyke|feber og hoste] fordi hun ikke ville belaste de andre. {Antall} ble
syke i uka etter.
= Urent tøy i ren gang
Skittentøysekkene blir satt i gangen ved ren side fordi det ikke er plass i skyllerommet.
=nn Ikkje handsprit
Det manglar handsprit på {antall} av romma og i inngangen. Det er influensatid no.

@ T3.6 | home_care nursing_home supported_housing | equipment external organisation | any | 0000112 | eh
= Trygghetsalarm virket ikke
{Brukeren} trykket på alarmen [uten at noen svarte|{antall} ganger uten kontakt]. [Base uten
strøm.|Dekningen er borte ved {vei}.|Viste seg at alarmen aldri ble koblet opp.] Fikk til slutt ringt
naboen.
= Alarm besvart etter {min} minutter
Responsen var for sen. [Vi var opptatt med løft hos en annen.|Alarmen kom til feil telefon.|Telefonen lå
på lading.]
= Vakttelefon uten dekning
I kjelleren på {vei} er det ikke dekning. Mistet {to} alarmer på {vakta}.
= Medisindispenser piper
Elektronisk dispenser hos {bruker} varslet feil hele natta. Leverandøren svarer mellom 8 og 16.
= Dørsensor gir falske alarmer
{mange} alarmer på en natt fra {rom}. Til slutt blir vi sløve, og det er det farlige.
= GPS tom for batteri
{Brukeren} gikk tur som vanlig, GPS-en var ikke ladet. Lette i {min} min. Kom hjem selv.
= Digitalt tilsyn nede
Kamera/tilsyn på natt falt ut kl. 01 og var nede til 05.30. Måtte kjøre fysisk tilsyn til {antall}, rakk
ikke alle.
=nn Alarmen verka ikkje
Brukaren låg på golvet og trykte, men vi fekk ikkje noko varsel. Teknikar seier at SIM-kortet var ute av
abonnement.
=di Alarmen gikk te feil telefon
Alarmen gikk te den gamle vakttelefon som ligg i skuffa. Tilfeldig at nån hørt den.

@ T3.7 | supported_housing nursing_home home_care | routine competence staffing | any | 00112 | e
= Tvangsvedtak utløpt
Vedtaket på [døralarm|tilbakeholding i stell] gikk ut {dato}. Tiltaket har fortsatt uten vedtak.
= Holdt i stell uten vedtak
{Brukeren} gjorde motstand og ble holdt i hendene under stell. Det finnes ikke vedtak. Vi må snakke om hva
vi gjør når han sier nei.
= Låst dør
Inngangsdøra til avdelinga er låst med kode hele døgnet. {Brukeren} vil ut og kommer ikke. Vet ikke om det
er lov.
= Bruk av sengehest uten vurdering
Sengehest har vært oppe hver natt i {uker} uker, ingen vurdering i journalen.
= Skademinimerende tiltak i akutt situasjon
Måtte holde {brukeren} i ca. {min} sekunder for å hindre [slag mot medbeboer|at han løp ut i veien].
Skjema er sendt. Prat med de som var til stede etterpå.
= Mobil tatt fra {bruker}
Telefonen ble lagt på kontoret om natta «for at han skal sove». Det er ikke noe vedtak om det, og han vil
ha den.

@ T3.1 | home_care | staffing organisation equipment | morning day | 00000112 | e
= Forsinket besøk
Kom til {bruker} {timer} timer for sent. [Satt fast i snøen i {vei}.|En alarm og et fall kom
imellom.|Lista er ikke mulig å kjøre på tida den er satt opp med.]
= Glemt tilsyn
Tilsyn {kl} ble ikke gjort. Jeg trodde [den andre bilen tok det|det var avlyst]. Alt sto bra til da jeg kom.
= For dårlig tid mellom besøk
Det er satt av 0 minutter kjøring mellom {vei} og {vei2}. Det tar minst 12. Hver eneste vakt ligger vi
etter.
= Natt-tilsyn ikke gjort
Nattpatruljen rakk ikke [Nordsida|{vei}] pga to utrykninger. {Brukeren} lå våt til morgenen.
=nn For seint ute
Vi kom {timer} timar for seint til brukaren. Bilen stod på verkstad og vi måtte dele på éin.
= Liste med {mange} besøk på en vakt
Fikk lagt på {antall} ekstra besøk fordi en var syk og det ikke ble leid inn. Rakk ikke
[dusj|tilsyn|matlaging] hos {to}.
""")
