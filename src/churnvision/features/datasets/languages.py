# ruff: noqa: E501 - a table of words reads best with one meaning a line
"""What columns and outcomes are called in French, Spanish, Italian, Portuguese, Dutch and Polish HR files.

English and German stand in `synonyms`. Patterns are matched against whole squashed headers (no case, accents,
spaces or signs), so "Date d'embauche" is `datedembauche`; each comes with the certainty that the name
alone gives. Words of outcomes are matched against the values as they stand.
"""

Headers = dict[str, list[tuple[str, float]]]

FRENCH: Headers = {
    "employee_number": [
        (r"matricule(s?(salarie|employe|agent|paie|rh|collaborateur)e?)?", 0.96),
        (
            r"(numero|num|no|n|id|identifiant|code)(de|du|d)?l?(employe|salarie|agent|collaborateur|personne)e?",
            0.96,
        ),
        (r"identifiant|numero", 0.8),
    ],
    "snapshot_on": [
        (r"date(de|d|du)?l?(extraction|situation|arrete|reference|releve|observation|effet)", 0.95),
        (r"mois(de(paie|reference))?|periode(de(paie|reference))?", 0.92),
        (r"annee|exercice", 0.8),
    ],
    "hired_on": [
        (r"date(de|du|d)?l?(embauche|entree|recrutement|arrivee|engagement|anciennete)(\w*)", 0.96),
        (r"embauchee?le|datedebut((de)?contrat)?|debut(de)?contrat|entreele", 0.9),
    ],
    "left_on": [
        (r"date(de|du|d)?l?(depart|sortie|demission|licenciement|rupture|cessation)(\w*)", 0.96),
        (
            r"date(de)?fin((de|du)?contrat)?|fin(de)?contrat|sorti(e)?le|dernierjour(travaille)?|depart|sortie",
            0.88,
        ),
    ],
    "left_flag": [
        (r"(est|a)?(parti|sorti|quitte|demissionne)e?(lentreprise)?|demission(naire)?|depart|sortie", 0.96),
        (r"roulement|departvolontaire|aquittelasociete", 0.93),
    ],
    "end_reason": [
        (
            r"(motif|raison|cause)s?(de|du|d)?(la|l)?(depart|sortie|rupture|demission|fin|cessation|licenciement)\w*",
            0.96,
        )
    ],
    "end_cause": [(r"(type|nature|categorie)(de|du|d)?(la|l)?(depart|sortie|rupture|cessation)", 0.95)],
    "status": [
        (r"(statut|etat|situation)(du|de|d)?l?(salarie|employe|contrat|emploi|professionnel|rh)?e?", 0.88)
    ],
    "birth_date": [(r"(date(de)?)?naissance|neele|nele", 0.97)],
    "org_unit": [(r"unite(organisationnelle|organisation)?", 0.9)],
    "department": [(r"departement|nomdudepartement", 0.97), (r"service|direction|pole", 0.8)],
    "team": [(r"equipe|groupe", 0.9)],
    "job_title": [(r"(intitule(du|de)?)?(poste|emploi|fonction|metier)(occupee?)?", 0.92)],
    "location": [(r"lieu(de)?travail|site(detravail)?|ville|etablissement|agence|localisation", 0.88)],
    "manager_number": [(r"(matricule|id|identifiant)(du|de)?(manager|responsable|superieur|n1)\w*", 0.95)],
    "full_name": [
        (r"nom(et)?prenoms?|prenoms?(et)?nom|nomcomplet|nom(du|de)?l?(salarie|employe|agent)e?", 0.95)
    ],
    "first_name": [(r"prenoms?", 0.96)],
    "last_name": [(r"nom(defamille|usuel|usage|dusage|patronymique)?", 0.9)],
}
SPANISH: Headers = {
    "employee_number": [
        (
            r"(id|numero|num|no|n|nro|codigo|cod|clave|legajo)(de|del)?(empleado|trabajador|colaborador|persona|personal)a?",
            0.96,
        ),
        (r"(empleado|trabajador|colaborador)a?(id|numero|num|nro|codigo)|legajo|numerodenomina", 0.95),
    ],
    "snapshot_on": [
        (
            r"fecha(de|del)?(corte|reporte|informe|referencia|extraccion|foto|periodo|registro|observacion)",
            0.95,
        ),
        (r"mes(de(nomina|referencia))?|periodo", 0.92),
        (r"fecha", 0.82),
        (r"ano|anio|ejercicio", 0.8),
    ],
    "hired_on": [
        (r"fecha(de)?(ingreso|contratacion|alta|incorporacion|entrada|antiguedad)(\w*)", 0.96),
        (r"fecha(de)?inicio(\w*)|alta|ingreso", 0.86),
    ],
    "left_on": [
        (
            r"fecha(de|del)?(baja|salida|cese|egreso|termin(o|acion)|desvinculacion|renuncia|despido|retiro|abandono)(\w*)",
            0.96,
        ),
        (r"fecha(de)?(fin|finalizacion)(\w*)|baja|salida|ultimodia(trabajado|laborado)?", 0.88),
    ],
    "left_flag": [
        (
            r"(ha|se)?(abandono|abandonado|abandona|rotacion|baja|salida|renuncia|renuncio|cese|egreso|fue|desvinculad[oa])(laempresa|voluntari[oa])?",
            0.96,
        ),
        (r"dejolaempresa|dejalaempresa|desercion|fuga|exempleado", 0.95),
    ],
    "end_reason": [
        (
            r"(motivo|causa|razon)s?(de|del)?(la)?(baja|salida|cese|egreso|abandono|desvinculacion|renuncia|retiro|termin\w*|despido)",
            0.96,
        )
    ],
    "end_cause": [(r"(tipo|clase)(de)?(baja|salida|cese|egreso|desvinculacion|termin\w*)", 0.95)],
    "status": [(r"(estado|estatus|situacion)(del?|laboral)?(empleado|trabajador|laboral|contrato)?", 0.88)],
    "birth_date": [(r"(fecha(de)?)?nacimiento|fechanac", 0.97)],
    "org_unit": [(r"unidad(organizativa|organizacional)?", 0.9)],
    "department": [(r"departamento|depto|dpto", 0.97), (r"area|gerencia|seccion", 0.8)],
    "team": [(r"equipo|grupo", 0.9)],
    "job_title": [(r"(nombredel)?(puesto|cargo|ocupacion|posicion)(detrabajo)?", 0.92)],
    "location": [(r"ubicacion|sede|ciudad|localidad|oficina|sucursal|centro(detrabajo)?", 0.88)],
    "manager_number": [(r"(id|numero|codigo)(del?)?(jefe|supervisor|responsable|gerente)\w*", 0.95)],
    "full_name": [
        (r"nombrecompleto|nombrey?apellidos?|apellidosy?nombres?|nombre(del)?(empleado|trabajador)", 0.95)
    ],
    "first_name": [(r"nombres?", 0.9)],
    "last_name": [(r"(primer)?apellidos?", 0.93)],
}
ITALIAN: Headers = {
    "employee_number": [
        (r"matricola(dipendente)?", 0.96),
        (
            r"(id|codice|cod|numero|num|n)(del)?(dipendente|lavoratore|collaboratore|persona)|dipendenteid",
            0.96,
        ),
    ],
    "snapshot_on": [
        (r"data(di)?(riferimento|estrazione|rilevazione|situazione|competenza|osservazione)", 0.95),
        (r"mese(di(competenza|riferimento))?|periodo", 0.92),
        (r"data", 0.82),
        (r"anno|esercizio", 0.8),
    ],
    "hired_on": [
        (r"data(di|d)?(assunzione|ingresso|entrata|inserimento|anzianita)(\w*)", 0.96),
        (r"data(di)?inizio(\w*)|assunt[oa]il|assunzione", 0.88),
    ],
    "left_on": [
        (r"data(di|d)?(cessazione|uscita|dimissioni|licenziamento|termine|risoluzione)(\w*)", 0.96),
        (r"data(di)?fine(\w*)|cessazione|uscita|cessat[oa]il", 0.88),
    ],
    "left_flag": [
        (
            r"(ha|e|si)?(dimess[oa]|dimissioni|uscit[oa]|cessat[oa]|abbandono|abbandonato|lasciato|dimissionari[oa])(lazienda|azienda)?",
            0.96,
        ),
    ],
    "end_reason": [
        (
            r"(motivo|motivazione|causa|causale)(di|della|dell|d)?(cessazione|uscita|dimissioni|abbandono|licenziamento|risoluzione)",
            0.96,
        )
    ],
    "end_cause": [(r"(tipo|tipologia)(di|d)?(cessazione|uscita|risoluzione)", 0.95)],
    "status": [(r"(stato|situazione)(del|di)?(dipendente|rapporto|lavorativo|occupazionale|impiego)?", 0.88)],
    "birth_date": [(r"data(di)?nascita|nascita|nat[oa]il", 0.97)],
    "org_unit": [(r"unita(organizzativa)?", 0.9)],
    "department": [(r"reparto|dipartimento", 0.97), (r"ufficio|settore|direzione", 0.8)],
    "team": [(r"squadra|gruppo", 0.9)],
    "job_title": [(r"mansione|ruolo|qualifica|posizione|incarico", 0.92)],
    "location": [(r"sede(dilavoro)?|luogo(dilavoro)?|citta|filiale|stabilimento", 0.88)],
    "manager_number": [(r"(matricola|id|codice)(del)?(responsabile|manager|capo)", 0.95)],
    "full_name": [(r"nominativo|nomee?cognome|cognomee?nome|nomecompleto", 0.95)],
    "first_name": [(r"nome", 0.88)],
    "last_name": [(r"cognome", 0.96)],
}
PORTUGUESE: Headers = {
    "employee_number": [
        (r"matricula(do)?(funcionario|colaborador)?", 0.96),
        (
            r"(id|codigo|cod|numero|num|n|registro)(do|da|de)?(funcionario|colaborador|empregado|trabalhador)a?",
            0.96,
        ),
        (r"(funcionario|colaborador)id", 0.95),
    ],
    "snapshot_on": [
        (r"data(da|de|do)?(referencia|extracao|corte|posicao|observacao|base)", 0.95),
        (r"mes(de(referencia|competencia))?|competencia|periodo", 0.92),
    ],
    "hired_on": [
        (r"data(de|da|do)?(admissao|contratacao|entrada|ingresso)(\w*)|admissao", 0.96),
        (r"data(de)?inicio(\w*)", 0.88),
    ],
    "left_on": [
        (r"data(de|da|do)?(demissao|desligamento|saida|rescisao|termino|cessacao)(\w*)", 0.96),
        (r"data(de|do)?fim(\w*)|desligamento|rescisao|saida", 0.88),
    ],
    "left_flag": [
        (
            r"(foi|esta)?(desligad[oa]|demitid[oa]|saiu|demissao|desligamento|rotatividade|saida|evasao)(daempresa)?",
            0.96,
        ),
    ],
    "end_reason": [
        (r"(motivo|causa|razao)(de|da|do)?(demissao|desligamento|saida|rescisao|termino|cessacao)", 0.96)
    ],
    "end_cause": [(r"tipo(de|da|do)?(demissao|desligamento|saida|rescisao)", 0.95)],
    "status": [(r"(estado|situacao|status)(do|da)?(funcionario|colaborador|contrato|laboral)?", 0.88)],
    "birth_date": [(r"(data(de)?)?nascimento|datanasc", 0.97)],
    "org_unit": [(r"unidadeorganizacional", 0.9)],
    "department": [(r"setor|diretoria|gerencia", 0.85)],
    "team": [(r"equip[ea]", 0.9)],
    "job_title": [(r"cargo|funcao|ocupacao", 0.92)],
    "location": [(r"local(detrabalho|idade|izacao)?|cidade|filial|unidade", 0.88)],
    "manager_number": [(r"(matricula|id|codigo)(do)?(gestor|chefe|supervisor|gerente)a?", 0.95)],
    "full_name": [(r"nomecompleto|nome(do)?(funcionario|colaborador)", 0.95)],
    "last_name": [(r"sobrenome|apelido", 0.93)],
}
DUTCH: Headers = {
    "employee_number": [
        (r"(personeels?|medewerkers?|werknemers?)(nummer|nr|id|code)", 0.97),
        (r"medewerker|werknemer", 0.8),
    ],
    "snapshot_on": [
        (r"peil(datum|maand)|verslag(datum|maand)|rapportage(datum|maand)|meetdatum", 0.95),
        (r"maand", 0.92),
        (r"jaar|boekjaar", 0.8),
    ],
    "hired_on": [
        (
            r"(datum)?indienst(treding|name)?(s?datum|sinds|per)?|datumindienst\w*|aanstellingsdatum|aannamedatum",
            0.96,
        ),
        (r"begindatum\w*|startdatum\w*", 0.86),
    ],
    "left_on": [
        (
            r"(datum)?uitdienst(treding)?(s?datum|per)?|datumuitdienst\w*|vertrekdatum|ontslagdatum|datum(vertrek|ontslag)",
            0.96,
        ),
        (r"einddatum\w*|laatstewerkdag", 0.88),
    ],
    "left_flag": [
        (
            r"(is)?(vertrokken|uitdienst|uitgestroomd|ontslagen|weggegaan)|vertrek|verloop|uitstroom|ontslag",
            0.96,
        )
    ],
    "end_reason": [
        (
            r"reden(van)?(uitdienst\w*|vertrek|ontslag|beeindiging|uitstroom)|(vertrek|ontslag|uitstroom)reden",
            0.96,
        ),
    ],
    "end_cause": [(r"soort(uitdienst\w*|vertrek|ontslag|uitstroom)", 0.95)],
    "status": [(r"(dienstverband|medewerker|werknemer)s?status", 0.9)],
    "birth_date": [(r"geboorte(datum|dag)", 0.97)],
    "org_unit": [(r"organisatieeenheid|organisatieonderdeel", 0.92)],
    "department": [(r"afdelings?(naam)?", 0.97)],
    "job_title": [(r"functie(naam|titel|omschrijving)?|beroep", 0.92)],
    "location": [(r"(werk)?locatie|vestiging|standplaats|woonplaats|plaats", 0.88)],
    "manager_number": [(r"(leidinggevende|manager)(nummer|nr|id)", 0.95)],
    "full_name": [(r"(volledige)?naam|(medewerker|werknemer)s?naam", 0.88)],
    "first_name": [(r"voornaam|roepnaam", 0.96)],
    "last_name": [(r"achternaam", 0.96)],
}
POLISH: Headers = {
    "employee_number": [
        (r"(id|nr|numer|kod)(ewidencyjny|kadrowy|osobowy|personalny|pracownika|pracownik)", 0.96),
        (r"pracownik(id|nr)", 0.95),
    ],
    "snapshot_on": [
        (r"(data)?stan(u|na)?(dzien|nadzien)?|data(raportu|odniesienia|stanu|migawki)", 0.93),
        (r"miesiac|okres", 0.92),
        (r"rok", 0.8),
    ],
    "hired_on": [
        (r"(data)?(zatrudnieni[ae]|przyjeci[ae])(\w*)|zatrudnion[ya]od", 0.96),
        (r"data(rozpoczecia|startu)\w*|poczatekumowy", 0.9),
    ],
    "left_on": [
        (r"data(zwolnienia|odejscia|rozwiazania|ustania|wypowiedzenia|wyjscia)\w*", 0.96),
        (r"data(zakonczenia|konca)\w*|koniecumowy", 0.88),
    ],
    "left_flag": [(r"(czy)?(odszedl|odeszla|odejscie|zwolnion[ya]|rotacja|zwolnienie)(zfirmy)?", 0.96)],
    "end_reason": [(r"(powod|przyczyna)y?(odejscia|zwolnienia|rozwiazania|ustania|wypowiedzenia)\w*", 0.96)],
    "end_cause": [(r"(typ|rodzaj|tryb)(odejscia|zwolnienia|rozwiazania)\w*", 0.95)],
    "status": [(r"status(pracownika|zatrudnienia)?", 0.9)],
    "birth_date": [(r"data(urodzenia|ur)|urodzon[ya]", 0.97)],
    "org_unit": [(r"jednostka(organizacyjna)?", 0.92)],
    "department": [(r"dzial|departament|wydzial", 0.95)],
    "team": [(r"zespol|grupa", 0.9)],
    "job_title": [(r"stanowisko(pracy)?|zawod", 0.93)],
    "location": [(r"lokalizacja|miasto|oddzial|miejsce(pracy)?", 0.88)],
    "manager_number": [(r"(id|nr|numer)(przelozonego|kierownika|menedzera)", 0.95)],
    "full_name": [(r"imiei?nazwisko|nazwiskoi?imie", 0.95)],
    "first_name": [(r"imie", 0.95)],
    "last_name": [(r"nazwisko", 0.95)],
}
LANGUAGES: list[Headers] = [FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, POLISH]

YEAR_WORDS = r"annee|exercice|ano|anio|ejercicio|anno|esercizio|jaar|rok"
LEAK_HEADERS = (
    r"(entretien|questionnaire)(de)?(depart|sortie)|soldedetoutcompte|preavis|entrevistade?salida|finiquito|preaviso|"
    r"colloquio(di)?uscita|tfrliquidato|entrevistade?desligamento|avisoprevio|exitgesprek|vertrekgesprek|opzeg(?!termijn)|"
    r"odprawa|rozmowawyjsciowa"
)
NAMES = (
    r"nom|prenoms?|nombres?|apellidos?|nome|cognome|nominativo|sobrenome|naam|voornaam|achternaam|imie|nazwisko|"
    r"responsable|superieur|jefe|supervisora?|responsabile|gestor|chefe|leidinggevende|przelozony|kierownik|"
    r"telephone|courriel|correo|telefono|telefone|telefoon|adresse|direccion|indirizzo|endereco|adres"
)

STAYS = (
    r"actif|activ[oa]|attiv[oa]|ativ[oa]|actie[fv]e?|aktywn[ya]|en poste|en activit[eé]|pr[eé]sente?|cong[eé]|"
    r"en plantilla|vigente|alta|permanece|se queda|licencia|in forza|in servizio|in dienst|werkzaam|"
    r"zatrudnion[ya]|pracuje|urlop|na urlopie|no quadro|empregad[oa]"
)
NO_WORDS = r"non|não|nao|nee|nie|faux|falso|onwaar|fałsz"
LEAVES = (
    r"^partie?s?\b|^sortie?s?\b|^sorti\(e\)|d[eé]missionn|licenci[eé]|^inacti|^retrait|^ex[- ]|"
    r"^no activ|^non atti|^n[aã]o ativ|^nie pracuje|^no longer|^(de )?baja|renunci|despedid|cesad[oa]|jubilad|abandon|"
    r"desvincul|egresad|dimess[oa]|dimission|cessat[oa]|licenziat|uscit[oa]|pensionat|inattiv|desligad|demitid|"
    r"inativ|aposentad|^saiu|uit dienst|vertrokken|ontslagen|gepension|zwolnion|odszed|odesz|nieaktywn|^emeryt"
)
YES_WORDS = r"oui|o|s[iíì]|sim|s|tak|vrai|verdader[oa]|vero|waar|prawda"

VOLUNTARY = (
    r"^d[eé]mission|rupture conventionnelle|renuncia|baja voluntaria|dimisi[oó]n|dimission|a pedido|pedido de demiss|"
    r"eigen verzoek|door werknemer|opgezegd door medewerker|na w[lł]asn|przez pracownika|rezygnacj"
)
INVOLUNTARY = (
    r"licenciement|faute grave|despid|despedid|licenziament|justa causa|dispensa|demitid|ontslagen|door werkgever|"
    r"pracodawc|zwolnienie dyscyplinarne|redukcj|durch ag\b"
)
RETIREMENT = r"retraite|jubilaci[oó]n|jubilad|pensionament|aposentad|pensioen|emerytur"
NOT_APPLICABLE = r"sans objet|n[eé]ant|ningun[oa]|no aplica|nessun[oa]|nenhum|n[aã]o se aplica|geen|n\.?v\.?t\.?|brak|nie dotyczy"
