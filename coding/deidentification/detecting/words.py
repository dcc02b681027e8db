"""Lists of words: what makes a name, a date or an organisation, and what only looks like one. Pure.

Everything is in small letters. The lists are short on purpose: they mend what the English model and the patterns get
wrong most often in interviews about work and health, and a person reads every proposal.
"""

from __future__ import annotations


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


TITLES = (
    "Dr", "Mr", "Mrs", "Ms", "Mx", "Miss", "Prof", "Professor", "Doctor", "Sister", "Nurse", "Matron", "Sir", "Dame",
    "Lady", "Lord", "Father", "Rev", "Reverend", "Pastor", "Rabbi", "Imam", "Judge", "Captain", "Auntie",
    "Aunt", "Uncle",
    "Herr", "Frau", "Doktor", "Schwester", "Pfleger", "Monsieur", "Madame", "Mme", "Señor", "Señora", "Sra",
    "Don", "Doña",
    "Signor", "Signora", "Dottor", "Dottoressa", "Mevrouw", "Meneer", "Senhor", "Senhora",
)  # fmt: skip

# Small words inside a name: Ursula von der Leyen, Ana de la Cruz.
NAME_LINKS = (
    "von",
    "van",
    "de",
    "der",
    "den",
    "del",
    "della",
    "di",
    "da",
    "dos",
    "la",
    "le",
    "al",
    "el",
    "bin",
    "ibn",
    "ten",
    "zu",
)

MONTHS = {
    "en": "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec",
    "de": "januar jänner februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
ALL_MONTHS = frozenset(month for months in MONTHS.values() for month in months.split())

# First names that are words too: proposed and replaced only as they are written in the key.
NAMES_THAT_ARE_WORDS = _words(
    "will mark may rose grace hope faith joy bill frank jack art dawn summer autumn june april august summer violet"
    " iris ivy lily daisy heather hazel olive ruby pearl amber crystal jade gene ray rich rob pat sue bob nick drew"
    " chuck grant miles page parker carter hunter mason taylor baker cook smith young king bishop christian angel"
    " destiny harmony melody penny ginger sandy rusty dusty wade reed rowan robin jay dean earl duke max don dot"
    " major guy victor norm herb harry dick peg an so do to in am see long short brown white black green gray field"
    " woods wood hill banks church day best good wise strong small little bright sharp swift price cash gold silver"
)

# Given names that are no other word, no town and no month: the model overlooks one that stands alone.
GIVEN_NAMES = _words(
    "aaron abdullah abigail adam adrian aisha alan albert alberto alejandro alex alexander alexandra"
    " alexandre alfonso ali alice alicia alison allison amanda amelia amina amir amit amy ana anastasia"
    " andrea andreas andrew andrzej anita anjali ann anna anne annette anthony antoine antonio aoife arjun"
    " arthur arun ashley ayesha barbara beatrice beatriz ben benedikt benjamin bernard bernd beth bettina"
    " birgit bob brandon brenda brian bridget bruce caitlin camille carla carlos carmen carol"
    " caroline catherine cecilia chantal charles chiara christina christine christopher claire clara"
    " claudia clémence colin connor craig cristina cynthia daniel daniela danielle david deborah debra"
    " deepak denise dennis derek diana diane dieter dimitri dominic donald donna doris dorothy"
    " douglas eduardo edward eileen elaine eleanor elena elif elizabeth ella ellen emily emma emmanuel"
    " eric erik esther ethan eva evelyn fatima fatoumata felix fernando fiona franz françois françoise"
    " fred frederick gabriel gabriela gareth gary geoffrey george gerald gerhard gillian giovanni giulia"
    " gloria gordon greta guillermo günther hamza hannah hans harold hassan heidi heike helen helena helga"
    " henry holger howard hugh hussein ibrahim ingrid irene isaac isabel isabella ivan jacob jacqueline"
    " jacques jamal james jamie jan jane janet janice jasmine jason javier jean jeff jeffrey jennifer"
    " jenny jeremy jessica jill joan joanna joanne joe johann john jonathan jorge joseph joshua josé juan"
    " judith judy julian julie justin jürgen karen karim karin karl katarzyna kate katharina"
    " katherine kathleen kathryn katie keith kelly kenneth kevin khadija kimberly klaus krishna kristina"
    " kyle larissa larry lars laura lauren lawrence leah leila leonard leonie leticia liam linda lisa"
    " lorenzo louis louise lucas lucia lucy luis lukas magdalena mahmoud malcolm manfred manuel marco"
    " marcus margaret maria mariam marie mario marion martha martin martina maryam matteo matthew matthias"
    " maureen maurice megan mehmet mei melanie melissa michael michel michelle miguel mohamed mohammad"
    " mohammed monika monique muhammad mustafa mónica nadia nancy naomi natalie natasha nathan niamh"
    " nicholas nicolas nicole nigel nikhil noah nora nuria olga oliver olivia omar oscar pablo pamela"
    " patricia patrick paul paula paulo pedro peggy petra philip philippe phillip pierre piotr pooja priya"
    " rachel rafael rahul raj rajesh ralph raúl rebecca regina renate ricardo richard rita robert roberto"
    " rodrigo roger ronald rosa roxanne russell ruth ryan rüdiger sabine salma samantha samir samuel"
    " sandra sanjay sara sarah scott sean sebastian sergei sergio shannon sharon sheila shirley shreya"
    " silvia simon siobhan sofia sonia sophia sophie stefan stephanie stephen steven stuart sunita susan"
    " susanne suzanne sven sylvia tamara tanya tatiana teresa thomas thérèse timothy tobias todd tom tracy"
    " ulrike uwe valentina valerie vanessa veronica vijay vikram vincent walter wanda wayne wendy werner"
    " wilhelm william wolfgang xavier yasmin yolanda yuki yusuf yvonne zachary zainab zoe zsófia"
)

# Spelled like names, said by everybody, and about nobody in the study.
NOBODY = _words(
    "god jesus christ lord allah buddha mum mom dad mama papa mummy daddy mother father nan gran"
    " granny grandma grandpa"
    " interviewer interviewee moderator facilitator researcher participant respondent speaker patient doctor nurse"
    " client therapist counsellor counselor caller operator host narrator unknown inaudible crosstalk laughter pause"
    " manager supervisor consultant receptionist physician clinician carer caregiver husband wife"
    " hi hello hey bye ok okay yeah yes no um uh erm hmm mm mhm wow oh ah ha haha thanks thank"
    " please sorry sure right"
    " alexa siri claude chatgpt gpt copilot gemini bard llama excel word outlook"
)

# Abbreviations and firms that everybody knows: who works with them is not told by their name.
KNOWN_TO_ALL = _words(
    "ai nhs gp gps it hr icu ae ed er a&e ehr emr epr ehrs emrs who eu un usa us uk covid covid-19"
    " covid19 sars hiv aids"
    " adhd ptsd ocd bmi mri ct ecg ekg eeg gpt llm llms nlp ml api pdf tv pc usb sms url html ocr"
    " app apps id ids faq phd"
    " md rn bsc msc mba cpd cbt dna rna hipaa gdpr nice cqc fda cdc cms irs fbi cia bbc cnn"
    " google microsoft apple amazon facebook meta instagram whatsapp twitter x tiktok youtube"
    " linkedin reddit zoom teams"
    " slack openai anthropic claude chatgpt copilot gemini perplexity midjourney dall-e grammarly"
    " canva notion excel word"
    " powerpoint outlook gmail google-docs wikipedia netflix spotify uber airbnb github python java"
    " javascript sql linux"
    " windows android ios iphone ipad mac internet web wifi bluetooth medicare medicaid epic cerner"
    " parliament congress"
    " senate government christmas easter ramadan ai/ml q&a r&d b2b kpi kpis crm erp saas seo roi qa"
    " ui ux vr ar gpu cpu"
    " shakespeare freud marx einstein photoshop blender figma adobe autocad matlab stata spss nvivo"
    " unity asana trello"
    " jira salesforce hubspot quickbooks turnitin quizlet kahoot duolingo deepl cursor replit vscode stackoverflow"
)

# A country alone tells little, and interviews are full of them; smaller places are proposed.
COUNTRIES = _words(
    "afghanistan albania algeria argentina armenia australia austria azerbaijan bangladesh belarus"
    " belgium bolivia bosnia"
    " brazil bulgaria cambodia cameroon canada chile china colombia croatia cuba cyprus czechia denmark ecuador egypt"
    " england eritrea estonia ethiopia finland france georgia germany ghana greece guatemala haiti"
    " hungary iceland india"
    " indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya korea kosovo"
    " kuwait latvia lebanon"
    " libya lithuania luxembourg malaysia mali malta mexico moldova mongolia morocco myanmar nepal"
    " netherlands nigeria"
    " norway pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland"
    " senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria"
    " taiwan tanzania thailand"
    " tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe"
    " america americas europe asia africa oceania antarctica britain eu uk us usa u.s. u.k. u.s.a."
    " states kingdom united"
    " north south east west northern southern eastern western middle central latin the great of new-zealand"
)

# How much of a text is in which language, by its commonest words; only to tell English from the rest,
# so that words of English are in no other list.
COMMON = {
    "en": _words("the and of to a in that it is was i you he she they we for on with but not this have my what so"),
    "de": _words("der die das und ich nicht ist es ein eine zu mit wir sie auch auf dass dann war aber für den dem"),
    "fr": _words("le la les et je ne pas est un une des que qui il elle nous vous pour dans avec mais sur c'est du"),
    "es": _words("el la los las y yo no es un una de que en por para con pero se lo su como más mi está muy"),
    "it": _words("il la le e io non è un una di che per con ma si lo mi come più sono del della anche gli"),
    "pt": _words("o os as e eu não é um uma de que em por para com mas se do da como mais meu está muito"),
    "nl": _words("de het een en ik niet van dat die op te ze maar voor ook er aan zijn naar"),
}

ORGANISATION_WORDS = (
    ("clinic", "Clinic"), ("klinik", "Clinic"), ("surgery", "Clinic"), ("practice", "Clinic"), ("hospital", "Hospital"),
    ("infirmary", "Hospital"), ("krankenhaus", "Hospital"), ("병원", "Hospital"), ("hospice", "Hospice"),
    ("university", "University"), ("universität", "University"), ("college", "College"), ("school", "School"),
    ("church", "Church"), ("ward", "Ward"), ("trust", "Trust"), ("care home", "Care home"), ("pharmacy", "Pharmacy"),
)  # fmt: skip
