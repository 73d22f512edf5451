# ruff: noqa: E501 - a table of patterns reads best with one pattern a line
"""What columns are called in HR files: patterns over squashed headers, English and German here, more
languages in `languages`.

`TARGET_PATTERNS` lists for each canonical target the patterns with the certainty that a matching name
alone gives. `LEAK_NAMES` are names of columns that are known only once somebody leaves.
"""

import re

from churnvision.features.datasets import languages

_PERSON = (
    r"(employee|empl?|staff|worker|person|personnel|personal|pers|associate|mitarbeiter|ma|angestellten)"
)
_NUMBER = r"(number|num|no|nr|id|nummer|code|key|kennung|identifier|ident|ref)"
_LEAVING = (
    r"(termination|terminated|termd|term|exit|leaving|leave|left|separation|resignation|quit|attrition|"
    r"turnover|departure|austritts?|kuendigungs?|abgangs?|ausscheidens?|ausscheide|trennungs?|exits?)"
)
_DATE = r"(date|datum|on|day|tag|key|datekey|dt|am|at)"


def _patterns(*pairs: tuple[str, float]) -> list[tuple[re.Pattern[str], float]]:
    return [(re.compile(pattern), certainty) for pattern, certainty in pairs]


TARGET_PATTERNS: dict[str, list[tuple[re.Pattern[str], float]]] = {
    "employee_number": _patterns(
        (rf"^{_PERSON}s?{_NUMBER}$", 0.98),
        (r"^(pnr|persnr|personalnr|stammnummer|stammnr|ausweisnummer|matricule|matrikel\w*|payrollnumber)$", 0.95),
        (r"^(id|nr|no|number|nummer|key|uid|userid|empkey|employee|mitarbeiter|index|unnamed0)$", 0.8),
        (r"^\w*(employee|mitarbeiter|personal)\w*(id|nr|nummer|number)$", 0.75),
    ),
    "snapshot_on": _patterns(
        (rf"^(snapshot|record|report|reporting|effective|asof|observation|obs|extract|cutoff){_DATE}*$", 0.97),
        (r"^(stichtag|stichdatum|berichts(monat|datum|tag|periode)|auswertungs(datum|monat|tag))$", 0.97),
        (r"^(month|monat|period|periode|yearmonth|monthend|monatsende|mmmyy|reportmonth|calendarmonth)$", 0.93),
        (r"^(effectivefrom|validfrom|gueltigab|datensatzdatum|abrechnungsmonat|standdatum|stand)$", 0.9),
        (r"^(date|datum|day|tag)$", 0.82),
        (r"^(year|jahr|fiscalyear|statusyear|geschaeftsjahr|kalenderjahr|reportyear|snapshotyear)$", 0.8),
    ),
    "hired_on": _patterns(
        (rf"^(orig|original|first|latest|last|date|dateof|employee)*(hire|hiring|hired){_DATE}*$", 0.97),
        (rf"^(dateof)?(join|joining|joined|entry|entrance|onboarding|commencement){_DATE}*$", 0.95),
        (r"^(doj|eintritt|eintrittsdatum|eintrittam|einstellung|einstellungsdatum|einstelldatum)$", 0.97),
        (r"^(beschaeftigtseit|eingestelltam|anstellungsdatum|dienstbeginn|vertragsbeginn|zugehoerigseit)$", 0.93),
        (rf"^(employment|contract|work|job|service)?start(ed|ing)?{_DATE}*$", 0.88),
        (r"^beginn(datum)?$|^startdatum$|^joiningyear$", 0.8),
    ),
    "left_on": _patterns(
        (rf"^(dateof)?{_LEAVING}{_DATE}*$", 0.96),
        (rf"^(dateof){_LEAVING}$|^ausgeschiedenam$|^ausgetretenam$|^gekuendigt(am|zum)$", 0.96),
        (r"^last(working|work|employment)?(day|date)$|^letzter(arbeits)?tag$|^austritt(zum|am)$", 0.93),
        (rf"^(employment|contract|work|service)?end(ed|ing)?{_DATE}*$", 0.85),
        (r"^(vertragsende|dienstende|beschaeftigungsende|enddatum|ende)$", 0.85),
    ),
    "left_flag": _patterns(
        (rf"^(has|is|employee|did)?{_LEAVING}(flag|status|yn|ornot|company|label)?$", 0.96),
        (r"^(churn|churned|haschurned|exited|quit|resigned|hasleft|leaver|isleaver|leaveornot|stayedorleft)$", 0.96),
        (r"^(ausgeschieden|ausgetreten|gekuendigt|kuendigung|fluktuation|abgang|verlassen|weggang|istweg)$", 0.96),
        (r"^(hatgekuendigt|hatverlassen|istausgeschieden|unternehmenverlassen|abgewandert)$", 0.95),
        (r"^(target|outcome|event|label|y|class)$", 0.78),
    ),
    "end_reason": _patterns(
        (rf"^{_LEAVING}\w*(reason|grund|gruende|desc|description|cause|ursache|motiv)\w*$", 0.96),
        (r"^(main)?reason(s)?(for)?(leaving|termination|term|exit|resignation|separation|attrition)\w*$", 0.96),
    ),
    "end_cause": _patterns(
        (rf"^{_LEAVING}\w*(type|typ|art|category|kategorie)\w*$", 0.95),
        (r"^(isvoluntary|voluntary|freiwillig|voluntaryflag|typeof(leaving|termination|exit))$", 0.9),
    ),
    "status": _patterns(
        (rf"^({_PERSON}|employment|beschaeftigungs|work|job|current|hr|vertrags)?s?status\w{{0,6}}$", 0.9),
    ),
    "birth_date": _patterns((r"^(dob|birth|birthday|birthdate\w*|dateofbirth|geburt\w*)$", 0.97),),
    "org_unit": _patterns(
        (r"^(orgunit|organi[sz]ation(al)?unit|organisationseinheit|orgeinheit|orgpath|oe)(name|path|pfad)?$", 0.95),
    ),
    "department": _patterns(
        (r"^(department|dept|departement|abteilung|abteilungs)(name|bezeichnung|desc|description)?$", 0.97),
        (r"^(bereich|fachbereich|division|direktion)(name|sname)?$", 0.85),
    ),
    "team": _patterns((r"^(team|gruppe|arbeitsgruppe)(name)?$", 0.9),),
    "job_title": _patterns(
        (r"^(job|position|stellen|funktions)(title|role|name|bezeichnung|desc)?$", 0.93),
        (r"^(jobtitle|jobrole|designation|position|stelle|funktion|taetigkeit|beruf|role|rolle|title)$", 0.9),
    ),
    "location": _patterns(
        (r"^(work|office|job)?(location|city|site|office|standort|arbeitsort|dienstort)(name)?$", 0.93),
        (r"^(ort|stadt|niederlassung|branch|werk|filiale|betriebsstaette)(name)?$", 0.85),
    ),
    "manager_number": _patterns(
        (rf"^(manager|supervisor|linemanager|boss|vorgesetzte[nr]?|fuehrungskraft|reportsto){_NUMBER}$", 0.95),
    ),
    "full_name": _patterns(
        (rf"^(full|{_PERSON}s?|vollstaendiger|voller)name$", 0.95),
        (r"^(name|namevorname|vornamename|mitarbeiter|employee)$", 0.85),
    ),
    "first_name": _patterns((r"^(first|given|fore)name$|^vorname$", 0.96),),
    "last_name": _patterns((r"^(last|family|sur)name$|^(nachname|familienname|zuname)$", 0.96),),
}  # fmt: skip

for _language in languages.LANGUAGES:
    for _target, _headers in _language.items():
        TARGET_PATTERNS[_target] += _patterns(*((f"^({words})$", certainty) for words, certainty in _headers))

DATE_TARGETS = frozenset({"snapshot_on", "hired_on", "left_on", "birth_date"})
TEXT_TARGETS = frozenset({"full_name", "first_name", "last_name"})
OUTCOME_TARGETS = frozenset({"left_on", "left_flag", "end_reason", "end_cause", "status"})

LEAK_NAMES = re.compile(
    r"exitinterview|exitsurvey|austrittsgespraech|exitgespraech|kuendigungs(?!frist)|austritts|"
    r"terminat|^term(reason|type|date|code)|resignation|(reason|grund).*(leav|exit|term)|"
    r"rehire(eligib|able)|wiedereinstell|noticegiven|noticedate|lastworking|letzterarbeitstag|"
    r"offboard|severance|abfindung|arbeitszeugnis|leaver|attritiontype|^exit|left(date|reason|on)|"
    + languages.LEAK_HEADERS
)
NAMES_A_PERSON = re.compile(
    r"(manager|supervisor|vorgesetzt\w*|fuehrungskraft|leiter|boss|first|last|sur|full|given|family)name$|"
    r"^(email|emailaddress|mail|phone|telefon\w*|mobile|handy|iban|ssn|svnummer|steuerid|address|adresse|"
    r"strasse|street|name|vorname|nachname|manager|supervisor|vorgesetzter?|" + languages.NAMES + ")$"
)
YEAR_NAMES = re.compile(rf"(year|jahr|{languages.YEAR_WORDS})$")

# Words in a status or outcome column; staying is looked for first ("leave of absence" stays).
STAY_WORDS = (
    r"^(active|aktiv|current|employed|besch[aä]ftigt|beschaeftigt|angestellt|stay|stayed|staying|retained|"
    r"working|existing|probation|probezeit|on leave|leave of absence|loa|beurlaubt|elternzeit|mutterschutz|"
    r"0|0\.0|not left|verblieben|im dienst|future start|"
    rf"{languages.STAYS})\b|^(no|n|nein|false|f|falsch|{languages.NO_WORDS})$"
)
LEAVE_WORDS = (
    r"terminat|resign|^left|leaver|^leave$|leaving|ausgesch|ausgetr|gek[uü]nd|gekuend|retire|ruhestand|rente|"
    r"dismiss|inactive|inaktiv|^former|ehemalig|^quit|separat|laid off|layoff|deceased|verstorben|churn|exited|"
    r"verlassen|abgang|departed|"
    rf"{languages.LEAVES}|^(yes|y|ja|j|true|t|wahr|1|1\.0|x|{languages.YES_WORDS})$"
)
