"""Words by which transcripts in many languages name who speaks, and words before a colon that name nobody."""

import re

_INTERVIEWERS = (
    r"interviewer(?:in)?(?:\s[\w.]+)?|int|iv|ivr|i|q|question|moderator(?:in)?(?:\s[\w.]+)?|mod|facilitator(?:\s[\w.]+)?|"
    r"fac|researcher|host|ai|assistant|"
    # German, French, Spanish, Portuguese, Italian, Dutch, Nordic, Polish, Turkish
    r"interviewende|interviewende person|frage|forscher(?:in)?|enquêteur|enquêtrice|intervieweur|intervieweuse|"
    r"chercheur|chercheuse|animateur|animatrice|entrevistador(?:a)?|moderador(?:a)?|investigador(?:a)?|pregunta|"
    r"pesquisador(?:a)?|intervistatore|intervistatrice|onderzoeker|intervjuare|intervjuer|haastattelija|"
    r"badacz(?:ka)?|görüşmeci|araştırmacı|"
    # Korean, Japanese, Chinese, Arabic, Hebrew, Urdu
    r"면담자|면접자|인터뷰어|연구자|조사자|진행자|사회자|질문|질문자|질|문|"
    r"聞き手|インタビュアー|調査者|司会|司会者|質問|質問者|記者|問|"
    r"访谈者|访谈员|采访者|研究者|主持人|问|訪談者|訪談員|採訪者|主持|提问者|"
    r"المحاور|المحاورة|الباحث|الباحثة|السائل|المقابل|"
    r"מראיין|מראיינת|חוקר|חוקרת|מנחה|سوال|سائل|انٹرویو لینے والا"
)
_PARTICIPANTS = (
    r"participant(?:in|e)?|p|respondent(?:in)?|resp|r|interviewee|interviewed|subject|informant|a|answer|speaker|spk|user|"
    r"doctor|dr|patient(?:in|e)?|pt|therapist|counsel+or|client|clinician|physician|psychiatrist|psychologist|nurse|carer|"
    r"male|female|m|f|male voice|female voice|man|woman|unknown|unknown speaker|unidentified speaker|all|"
    r"teilnehmer(?:in)?|teilnehmende|befragte[r]?|befragte person|interviewpartner(?:in)?|interviewte[r]?|ip|antwort|b|"
    r"sprecher(?:in)?|arzt|ärztin|entrevistad[oa]|participante|respuesta|hablante|orador(?:a)?|médico|paciente|falante|"
    r"enquêtée?|interviewée?|personne interrogée|locuteur|locutrice|intervenante?|réponse|médecin|"
    r"intervistat[oa]|parlante|partecipante|geïnterviewde|deelnemer|spreker|deltagare|deltaker|rozmówca|katılımcı|"
    r"참여자|연구참여자|연구 참여자|참가자|참석자|응답자|면담대상자|피면담자|피면접자|화자|"
    r"발화자|발언자|답변|답변자|답|환자|의사|"
    r"話し手|語り手|話者|参加者|回答者|対象者|協力者|答|患者|医師|受访者|被访者|受访人|被访谈者|参与者|发言人|说话人|讲话人|"
    r"受訪者|參與者|發言人|講者|答者|"
    r"المشارك|المشاركة|المستجيب|المستجيبة|المتحدث|المتحدثة|المريض|المريضة|الطبيب|الطبيبة|المبحوث|"
    r"משתתף|משתתפת|מרואיין|מרואיינת|דובר|דוברת|נבדק|נבדקת|جواب"
)
_NUMBER = r"(?:[\s._-]*#?\d{1,4}[a-z]?|\s+(?:[a-z]|one|two|three|four|five|six))?"
INTERVIEWER = re.compile(rf"(?:the\s+)?(?:{_INTERVIEWERS}){_NUMBER}", re.IGNORECASE)
PARTICIPANT = re.compile(rf"(?:the\s+)?(?:{_PARTICIPANTS}){_NUMBER}", re.IGNORECASE)
# Known labels that are words of prose too: they must stand at least twice.
WEAK = re.compile(
    r"[^\W\d_]|int|part|ai|all|man|woman|male|female|question|answer|frage|antwort|user|host|subject|client|dr|ip|"
    r"pregunta|respuesta|réponse|forscher|chercheur|"
    r"질문|답변|記者|سوال|جواب",
    re.IGNORECASE,
)
PARTICLES = frozenset(
    ["de", "da", "do", "di", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ibn", "and", "y", "of"]
)
_PROSE = (
    "note|notes|nb|ps|however|example|examples|for example|warning|summary|conclusion|results|"
    "result|methods|discussion|background|abstract|introduction|keywords|source|date|time|"
    "location|place|duration|title|subject|topic|transcript|recording|file|comment|comments|also|"
    "first|second|third|finally|remember|important|tip|step|update|edit|re|fwd|from|to|cc|http|"
    "https|url|page|figure|table|section|yes|no|ok|okay|well|so|but|and|or|then|pros|cons|"
    "advantages|disadvantages|"
    "yeah|yep|yes yes|nope|right|alright|all right|sure|mm|mmm|mhm|hm|hmm|um|uh|er|erm|oh|ah|aha|great|exactly|"
    "absolutely|definitely|really|maybe|sorry|please|thanks|thank you|hello|hi|bye|goodbye|what|why|how|when|who|where|"
    "true|correct|good|cool|wow|huh|wait|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|yesterday|january|february|march|"
    "july|september|october|november|december|"
    "hinweis|beispiel|anmerkung|datum|ort|dauer|thema|ja|nein|genau|also|"
    "exemple|remarque|lieu|durée|oui|non|voilà|nota|ejemplo|fecha|lugar|sí|"
    "예|네|아니요|참고|날짜|장소|일시|はい|いいえ|注|例|日時|場所|是的|对|好的|日期|地点|时间|ملاحظة|التاريخ|نعم|לא|כן|הערה|תאריך"
)
NEVER = frozenset(_PROSE.split("|"))
