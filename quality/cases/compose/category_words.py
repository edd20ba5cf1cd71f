"""Words that point at a main category before the municipality has sorted enough cases of its own.

Each is the beginning or the end of a word, so that compounds count as well: «medisin» finds medisinrommet and
kveldsmedisin; a short one stands for itself. Several words together are looked for as they stand.
"""

from __future__ import annotations

_WORDS = """
T1: medisin, legemiddel, dosett, dose, tablett, multidose, insulin, ordinasjon, b-preparat, a-preparat
T1: preparat, pille, inhalator, plaster, resept, blodfortynn, marevan, antibiotika, paracet, morfin, signert
T1: dosering, medisinlist
T2: fall, falt, ramlet, ramla, snublet, snubla, skled, gulvet, fallalarm, rullator
T3: besøk, uteblitt, ernæring, måltid, trykksår, sårstell, sår, forverring, smitte, hygiene, trygghetsalarm
T3: tryggleiksalarm, tvang, forflytning, kateter, væske, dusj, stell, tilsyn, pleieplan, velferdsteknologi
T4: utskriv, sykehus, sjukehus, fastlege, legevakt, epikrise, overføring, samhandling, pårørende, e-melding
T4: ambulanse
T5: elev, barn, skoleskyss, skyss, tur, skolegård, leke, klatre, bortkommet, borte, bemanningsnorm
T5: friminutt, gymtime, tilrettelegging, assistent, barnehagen, avdelingen
T6: vedtak, klage, rettighet, saksbehandlingstid, fristbrudd, timer etter vedtak
T7: nav, barnevern, undersøkelse, bolig, sosialhjelp, utbetaling, økonomisk, leieforhold
H1: slag, slo, sparket, sparka, trussel, truet, trua, kjeft, spytt, bit, bet, kløp, utagering, utagerende
H1: vold, trakasser, kastet, hatefull, seksuell, skallet
H2: stikk, kutt, kuttet, løft, rygg, klem, forstuet, vrikket, brannskade, kollisjon, påkjørt, sting, skadet
H2: seg, skada seg
H3: overtid, bemanning, vikar, vakt, dobbeltvakt, underbemannet, sykefravær, hviletid, arbeidstid, innleie
H3: alene på vakt
H4: arbeidsmiljø, konflikt, stress, arbeidspress, samarbeid, klima, belastning
H5: inneklima, støy, luft, ventilasjon, ergonomi, temperatur, varmt, kaldt, trekk, lys, mugg
H6: kjemikalie, smitte, blodsøl, gass, damp, støv, sprøyte, asbest, vaskemiddel
H7: verneutstyr, hansker, hjelm, vernesko, løfteutstyr, takheis, heis, personløfter
P1: feilsendt, utlevert, e-post, brev, personopplysning, kopiert, feil mottaker, sendt til feil
P2: snok, innsyn, urettmessig, tilgang, åpnet journalen, uten tjenstlig, leste journal
P3: mistet, stjålet, minnepinne, nettbrett, pc, mobil, tapt
P4: nede, systemet, utilgjengelig, innlogging, pålogging, fikk ikke logget, ut av drift
P5: feilregistrert, endret, feil opplysning, feil adresse, feil person i systemet
P6: phishing, lenke, virus, svindel, skadevare, hacket, mistenkelig e-post
P7: databehandleravtale, sletting, risikovurdering, ros-analyse
B1: brann, røyk, rømning, brannalarm, brannslukk, rømningsvei, nødutgang, brannøvelse
B2: strøm, stikkontakt, kabel, ledning, sikring, jordfeil, el-
B3: lås, nøkkel, adgang, dør, døra, kode, adgangskort, inngangsdør
B4: renhold, skadedyr, mus, rotter, maur, søppel, skitt, vask
B5: lekeplass, huske, sklie, klatrestativ, gjerde, uteområde, sandkasse
B6: vann, avløp, lekkasje, kloakk, rør, tett, sluk, vannkvalitet
B7: brøyt, strø, glatt, snø, vinterdrift, veibane, is på vei, hull i vei
B8: avfall, forurensning, utslipp, olje, spesialavfall, gjenvinning
B9: maskin, kjøretøy, bil, bremse, lift, gravemaskin, traktor, varebil
F1: saksbehandlingsfrist, frist, svarfrist, restanse, foreløpig svar
F2: journalføring, arkiv, innsynskrav, postliste, offentlighet, dokumentet
F3: anskaffelse, kontrakt, anbud, leverandør, rammeavtale
F4: kontanter, kasse, faktura, regnskap, oppgjør, bilag
F5: habil, inhabil, delegasjon, fullmakt
F6: kommunestyret, utvalget, politisk vedtak
S1: vaktordning, beredskapsvakt, varslingsliste, varsling feilet
S2: beredskapsplan, øvelse, kriseledelse
S3: strømbrudd, bortfall, strømmen gikk, nettet nede, telefon nede
R1: mangler rutine, ingen rutine, finnes ikke rutine
R2: kjente ikke rutinen, rutinen var ukjent, ikke kjent
R3: rutinen, umulig å følge, lar seg ikke følge
R4: opplæring, kurs, kompetanse, nyansatt, ufaglært, ny vikar
"""


def _by_category() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _WORDS.strip().splitlines():
        code, words = line.split(": ", 1)
        found[code] = (*found.get(code, ()), *words.split(", "))
    return found


CATEGORY_WORDS = _by_category()
