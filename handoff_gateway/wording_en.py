"""English words that call a person. Data: each phrase with a note, read by `wording`."""

from __future__ import annotations

from typing import Final

from handoff_gateway.causes import Cause
from handoff_gateway.phrases import Phrase

# A noun that is part of another thing: an agent's discount, a human figure.
_NOT_A_THING = (
    r"(?! (?:discounts?|prices?|number|id|fees?|codes?|account|program\w*|figur\w*|shaped?|hair|"
    r"forms?|rights|errors?|body|bod(?:y|ies)|sized?|made|else's|address)\b|'s\b|-)"
)
_HUMAN = r"(?:humm?ann?s?(?: beings?)?|agents?|agnets?|op?[eo]+rators?|representatives?|reps?)"
_PERSON = (
    rf"(?:{_HUMAN}|persons?|people|som\w{{0,2}}(?:one|noe|body)|some one|anybody|anyone|"
    rf"as+i[a-z]{{0,2}}st[a-z]{{0,2}}nts?|"
    rf"advis[eo]rs?|managers?|supervisors?|staff|employees?|colleagues?|"
    rf"team members?){_NOT_A_THING}"
)
_REAL = r"(?:real|actual|live|living|physical|proper|human)"
_SURELY_PERSON = (
    rf"(?:(?:customer )?(?:service |support )?{_HUMAN}|supervisors?|"
    rf"{_REAL} (?:\w+ )?(?:person|people|assistant|someone|somebody|agent)|someone real)"
    rf"{_NOT_A_THING}"
)
# Spelled as hurried people spell it.
_TALK = r"(?:tal+k+|tlak|taok|spea+k|speek|spaek|cha?tt?|discuss (?:this|it))(?:i+ng?|int|ign)?"
_WITH = r"(?:too?|with|wiht|wth|wirh|2|ot|w/)"
_BOT = r"(?:chat ?bots?|bots?|robots?|machines?|computers?|ai)"
_FILLER = (
    r"(?:an?|the|real|actual|live|human|please|pls|plz|now|get|give|gimme|me|to|some|i said|just|"
    r"damn|bloody|fucking|hey|hi|hello|ok|customer|service|support|need|want|i|another|any|one of "
    r"your|\W)"
)
_I_WILL = (
    r"(?:i'll|ill|i will|i am going to|i'm going to|im going to|i'm gonna|im gonna|we'll|we will|"
    r"we're going to)(?: just| have to| simply| then)?"
)
_LEAVE = (
    r"(?:cancel\w*|leave|close my account|delete my account|switch|go elsewhere|go somewhere else|"
    r"shop (?:elsewhere|somewhere)|buy (?:it )?(?:elsewhere|somewhere)|take my)"
)
_BODY = (
    r"(?:fingers?|thumb|hands?|arms?|legs?|foot|feet|toes?|face|mouth|lips?|tongue|eyes?|skin|"
    r"palm|"
    r"wrist|knee|head|child|kid|son|daughter|baby|toddler|wife|husband|mother|mom|father|dad)"
)
_PAID_WITH = r"(?:(?:credit |debit |bank )?card|account|identity|password|paypal|money)"

# The same nouns in other people's hands, or in a question about the bot, or in a refusal.
_NOT_ASKED = (
    r"\b(?:(?:are|r) (?:you|u|ya)|you are|you're) "
    r"(?:(?:an?|the|real|really|actual|even|actually|live) )*"
    r"(?:human(?: being)?|person|bot|robot|agent|people|operator|staff|ai)\b",
    r"\bam i (?:\w+ )?(?:talk|speak|chat)\w* (?:to|with) [\w ]{0,30}",
    r"\bis (?:this|it|that) (?:an? )?(?:real |actual |live )?(?:person|human|agent|bot)\b",
    r"\b(?:don'?t|do not|no need to|didn'?t|rather not|not have to|without)"
    r"(?: (?:want|need|have|wish))?(?: to)? "
    r"(?:talk|speak|chat)\w* (?:to|with) (?:an?|any|the|your)? ?"
    r"(?:real |actual )?(?:human|person|people|someone|somebody|anyone|anybody|agents?|staff)\b",
    r"\b(?:don'?t|do not) (?:need|want) (?:an?|any|the) (?:human|person|agent|operator)s?\b",
    r"\bdo i (?:need|have) (?:an?|the) (?:\w+ )?(?:agent|operator|representative)\b",
    r"\b(?:real estate|estate|travel|shipping|customs|cleaning|secret|insurance|forwarding|"
    r"delivery|purchasing|tour|bleaching|reducing) (?:agents?|person|people|operators?|staff)\b",
    r"\b(?:person|people|agent|someone|somebody) (?:who|that|which) (?:made|makes|delivered|"
    r"received|ordered|paid|signed|sold)\b",
)

YES: Final = (
    r"(?:yes|yeah|yea|yep|yup|sure|ok|okay|please|please do|go ahead|do it|do that|sounds good|"
    r"of course|absolutely|that would be (?:great|nice|good)|i do|i would)"
    r"(?:[ ,.!]+(?:please|pls|thanks|thank you|go ahead|do|do it|i do|i would|connect me|"
    r"ask one))*"
)

PHRASES: Final[dict[Cause, tuple[Phrase, ...]]] = {
    Cause.ASKED: (
        Phrase(
            "talk to a person; chatting with somebody; speak to one of your colleagues",
            rf"\b{_TALK} (?:directly |online |live )?{_WITH} (?:[\w']+ ){{0,6}}?{_PERSON}\b",
            _NOT_ASKED,
        ),
        Phrase("talk human", rf"\b{_TALK} (?:an? )?{_SURELY_PERSON}\b", _NOT_ASKED),
        Phrase(
            "contact an agent; how do I reach a human; get hold of somebody",
            r"\b(?:contact|reach|get (?:a )?hold of|get through to|call)(?:ing)? "
            rf"(?:an?|na|the|your|some|one of your) (?:[\w']+ ){{0,2}}?{_PERSON}\b",
            (*_NOT_ASKED, r"\bcontact(?:ing)? person\b"),
        ),
        Phrase(
            "contact agents, operator, somebody",
            rf"\b(?:contact|get (?:a )?hold of|call)(?:ing)? (?:{_HUMAN}|somebody|someone)\b"
            rf"{_NOT_A_THING}(?! else| who)",
            _NOT_ASKED,
        ),
        Phrase(
            "I can't reach anyone",
            r"\b(?:can'?t|cannot|unable to) (?:reach|get hold of|get through to) "
            r"(?:anyone|anybody|someone|a person)\b",
        ),
        Phrase(
            "connect me to an operator; transfer us to staff",
            r"\b(?:connect|transfer|switch|pass|hand|direct|forward|route) (?:to )?"
            r"(?:me|us|this chat)\b"
            rf"(?:[^\w.!?]+[\w']+){{0,6}}?[^\w.!?]+(?:{_PERSON}|customer (?:service|support|"
            rf"care))\b",
            _NOT_ASKED,
        ),
        Phrase(
            "put me through; transfer me",
            r"\b(?:put (?:me|us) through|hand me over to)\b|"
            r"\btransfer me\b(?=\W*(?:please|pls|now)?\W*$)",
        ),
        Phrase(
            "put a customer service person on; get your staff on here",
            rf"\b(?:put|get) (?:an? |your |some )?(?:[\w']+ ){{0,3}}?{_PERSON} on\b",
            _NOT_ASKED,
        ),
        Phrase(
            "is there anyone I can talk to; an operator to speak with",
            rf"\b{_PERSON}\b(?: [\w']+){{0,4}}? (?:talk|speak|chat)(?:ing)? (?:to|with)\b",
            _NOT_ASKED,
        ),
        Phrase(
            "I need a human; get me an operator; give me an agent",
            r"\b(?:need|want|wanna|get me|give me|gimme|bring me|find me|bring|require|demand|"
            r"prefer|(?:'d|would) (?:like|rather have)|let|ask for|request)\b"
            rf"(?: [\w']+){{0,3}}? {_SURELY_PERSON}\b",
            _NOT_ASKED,
        ),
        Phrase(
            "I need a person",
            r"\b(?:need|want|get me|give me|gimme|prefer) (?:an?|another|some) "
            r"(?:damn |bloody |fucking )?(?:person|manager|supervisor|assistant)\b"
            r"(?! (?:who|that|to sign|for two|tall))",
            _NOT_ASKED,
        ),
        Phrase(
            "how do I get an actual agent; explain it to a person",
            rf"\bget (?:an? |to an? )?{_REAL} {_PERSON}\b|"
            rf"\bexplain (?:it|this|that) to (?:an? )?{_PERSON}\b",
            _NOT_ASKED,
        ),
        Phrase("get me someone", r"\b(?:get|find|give) me (?:someone|somebody)\b(?! else's)"),
        Phrase("human please; live agent pls", rf"^{_FILLER}*{_PERSON}{_FILLER}*$", _NOT_ASKED),
        Phrase("... agent pls", rf"\b{_SURELY_PERSON} (?:please|pls|plz|now)\b", _NOT_ASKED),
        Phrase("live chat; live support", r"\blive (?:chat|agent|support|help|person|human)\b"),
        Phrase(
            "is anybody there",
            r"\bis (?:anybody|anyone|somebody|someone) (?:there|around|here|available)\b|"
            r"^(?:\W|hello|hi|hey)*(?:anybody|anyone|somebody|someone) (?:there|here)\W*$|"
            r"\b(?:is there|any) (?:an? )?(?:humans?|operators?|real person|agents?) "
            r"(?:around|there|here|available|online)\b",
        ),
        Phrase(
            "can a person call me back; have someone contact me; let a human take over",
            r"\b(?:can|could|let|have|make|please have|get|should) (?:an? |some |your |any )?"
            r"(?:real |actual |live )?(?:human|person|someone|somebody|staff|colleague|agent|"
            r"manager)"
            r"(?: please)?(?: to)? (?:call|phone|ring|contact|take over|get back|look (?:at|"
            r"into))\b",
        ),
        Phrase(
            "can a human help me",
            r"\b(?:human|real person|actual person|live person) (?:to )?(?:help|assist|answer)\b",
            (r"\bdo(?:es)? (?:an? |any )?(?:human|real person)\b",),
        ),
        Phrase(
            "I don't want to talk to a bot; stop the bot; not a machine",
            rf"\b(?:don'?t|do not) want (?:to )?(?:{_TALK} {_WITH} )?(?:an?|this|the|any|your)? ?"
            rf"{_BOT}\b|\b(?:stop|turn off|skip|kill|no more) (?:the |this )?{_BOT}\b|"
            rf"\b(?:not|instead of|rather than) (?:with |to )?(?:an?|the|this) {_BOT}\b",
            (r"\b(?:i'm|i am|im|you're|you are|am) not an? (?:ro)?bot\b", r"\bmade by hand\b.*"),
        ),
    ),
    Cause.PEOPLE_FIRST: (
        Phrase(
            "I always want a person; from now on connect me to a human",
            r"\b(?:always|every time|from now on|in (?:the )?future|next time)\b[^.!?]{0,20}"
            r"\b(?:want|prefer|talk\w*|speak\w*|chat\w*|connect|transfer|put|get|give|start|go)\b"
            rf"[^.!?]{{0,25}}\b{_PERSON}\b",
            _NOT_ASKED,
        ),
        Phrase(
            "I want a person every time",
            r"\b(?:want|prefer|connect|talk|speak|chat|transfer|get|give)\b[^.!?]{0,25}"
            rf"\b{_PERSON}\b[^.!?]{{0,20}}"
            r"\b(?:always|every ?time|from now on|in (?:the )?future)(?=\W*$)",
            _NOT_ASKED,
        ),
        Phrase(
            "people first", r"(?:^|\b(?:always|just|put) )\W*(?:people|humans?|agents?) first\b"
        ),
        Phrase(
            "I never want to talk to a bot; never give me the bot again",
            rf"\bnever (?:want to |wanna |make me )?(?:{_TALK} {_WITH}|give me|show me|send me to|"
            rf"connect me to) (?:an?|the|this|your|any) {_BOT}\b|\bno {_BOT},? (?:ever|"
            rf"next time)\b",
        ),
        Phrase(
            "skip the bot next time",
            rf"\b(?:skip|without|no) (?:the |a |this )?{_BOT}\b[^.!?]{{0,20}}"
            r"\b(?:next time|always|from now on|in (?:the )?future|every time)\b",
        ),
    ),
    Cause.HARM: (
        Phrase("hurting oneself", r"\b(?:kill|hurt|harm|cut|burn)(?:ed|t|ing)? myself\b"),
        Phrase(
            "suicide",
            r"\bsuicid\w*|\b(?:want|wanna|wish) (?:to |i was |i were )?(?:die|dead)\b|"
            r"\bend (?:my|it all|my own) ?life\b|\btake my own life\b|\bself[- ]harm\w*|"
            r"\b(?:don'?t|do not) want to live\b|\bbetter off dead\b",
        ),
        Phrase(
            "an injury",
            rf"\b(?:cut|burn(?:t|ed)|scalded|hurt|injured|sliced) (?:my|his|her|their|our) "
            rf"(?:\w+ )?{_BODY}\b|"
            rf"\b(?:i'm|i am|im|he's|she's|he is|she is|{_BODY}(?: is| are| was|'s)?) bleeding\b|"
            r"\b(?:got|was|been|were|am|is|are) (?:badly |seriously |slightly )?"
            r"(?:injured|electrocuted|poisoned|scalded|unconscious)\b|"
            r"\bgot (?:an? )?(?:electric shock|food poisoning)\b|\bgave me food poisoning\b",
        ),
        Phrase(
            "swallowed; choking",
            r"\b(?:swallowed|ingested)\b|\b(?:is|was|started|i'm) choking\b|\bchoked on\b",
            (
                r"\bif\b[^.!?]{0,40}\bswallowed\b",
                r"\b(?:card|atm|machine)\b[^.!?]{0,25}\b(?:swallowed|ingested)\b",
                r"\bswallowed (?:my |the )?card\b",
            ),
        ),
        Phrase(
            "allergic reaction",
            r"\b(?:had|having|gave me|got) (?:an? )?(?:\w+ )?allergic reaction\b",
        ),
        Phrase("fire", r"\b(?:caught fire|burst into flames|exploded)\b"),
        Phrase(
            "to hospital",
            r"\b(?:ended up|went|rushed|taken|had to go|go|going) (?:\w+ )?(?:in|to) (?:the )?"
            r"(?:hospital|emergency room|er|a&e)\b",
        ),
        Phrase(
            "a threat",
            r"\b(?:i'll|i will|i'm going to|i'm gonna|gonna|going to) (?:\w+ (?:over )?and )?"
            r"(?:kill|shoot|stab|bomb|hurt|beat|attack|burn down)\b[^.!?]{0,15}"
            r"\b(?:you|him|her|them|someone|somebody|everyone|your|the (?:driver|courier|"
            r"staff))\b|"
            r"\bbomb threat\b",
        ),
        Phrase(
            "in danger",
            r"\b(?:i'm|i am|im|we are|we're|she is|he is) in danger\b(?! of)|"
            r"\b(?:is|was|keeps?) (?:threatening|stalking|following) me\b",
        ),
    ),
    Cause.FRAUD: (
        Phrase(
            "scam, fraud, phishing",
            r"\b(?:scam(?:s|med|mers?|ming)?|fraud(?:s|ulent|ulently|ster)?|swindl\w+|"
            r"con artists?|phishing|identity theft)\b",
            (
                r"\bfraud (?:protection|prevention|check|detection|policy)\b",
                r"\b(?:protect|prevent|against|avoid|spot|recogni[sz]e)\w*[^.!?]{0,20}"
                r"\b(?:frauds?|scams?|phishing)\b",
                r"\bhow (?:do|can) i know\b[^.!?]{0,30}\bscam\w*",
                r"\banti[- ](?:fraud|phishing)\b",
            ),
        ),
        Phrase(
            "stolen card",
            r"\bstolen (?:credit |debit |bank )?cards?\b|"
            r"\bcards? (?:was |were |got |has been |been )?stolen\b|"
            rf"\bstole my {_PAID_WITH}\b",
        ),
        Phrase(
            "hacked",
            rf"\b(?:hacked|hijacked)\b|\b(?:{_PAID_WITH}) (?:was|is|has been|got) compromised\b",
        ),
        Phrase(
            "a charge they never made",
            r"\bun(?:authori[sz]ed|recogni[sz]ed) (?:\w+ )?"
            r"(?:charges?|payments?|transactions?|purchases?|orders?|use)\b|"
            r"\b(?:didn'?t|did not|never) (?:make|made|authori[sz]ed?|place|placed) "
            r"(?:this|that|the|these|those|any|an?|such)? ?(?:\w+ )?"
            r"(?:charges?|payments?|transactions?|purchases?|orders?)\b",
        ),
        Phrase(
            "somebody else used my card",
            r"\b(?:somebody|someone|a stranger)(?: else)? (?:has |is |was |has been )?(?:used|"
            r"using|"
            rf"stole|got into|logged into|accessed|ordered with|paid with|"
            rf"took over) my {_PAID_WITH}",
        ),
    ),
    Cause.LEGAL: (
        Phrase(
            "a lawyer",
            r"\b(?:lawyer|attorney|solicitor)\b(?! discount)|\b(?:my|our) (?:lawyers|attorneys)\b",
            (
                r"\b(?:gifts?|presents?|mugs?|cards?|something|bowls?|vases?|sets?)\b[^.!?]{0,25}"
                r"\b(?:lawyer|attorney|solicitor)s?\b",
                r"\b(?:for|as|i am|i'm|is) (?:an? |my |our |the )?(?:\w+ )?"
                r"(?:lawyer|attorney|solicitor)\b",
                r"\bpower of attorney\b",
            ),
        ),
        Phrase(
            "sue",
            r"\bsu(?:e|ing) (?:you|your|them|dalbit|this (?:shop|company|store))\b|"
            r"\b(?:will|'ll|going to|gonna|have to|want to|could|might|gotta) sue\b",
        ),
        Phrase(
            "legal action, court",
            r"\blawsuits?\b|\blegal (?:action|steps|proceedings|advice|counsel|department|team|"
            r"route|consequences|remed\w+)\b|\btak(?:e|ing) (?:you|this|it|them) to court\b|"
            r"\bsee you in court\b|\bsmall claims\b|\bcourt (?:order|case|action|claim)\b|"
            r"\bpress charges\b|\bprosecut\w+|\bclass action\b",
        ),
        Phrase(
            "an authority",
            r"\btrading standards\b|\bconsumer (?:protection|agency|court|ombudsman|affairs|"
            r"council|"
            r"authorit\w+)\b|\bombudsman\b|\bbetter business bureau\b|\battorney general\b|"
            r"\b(?:ftc|bbb)\b|\breport(?:ing)? (?:you|your (?:company|shop|business|store)|"
            r"this) to\b|"
            r"\b(?:call|calling|go to|going to|contact\w*|told|inform\w*) the police\b|"
            r"\bpolice report\b",
        ),
    ),
    Cause.THREATENED_CANCELLATION: (
        Phrase("or I'll cancel", rf"\b(?:or|otherwise)(?: else)?,? {_I_WILL} {_LEAVE}\b"),
        Phrase(
            "if it is not here today I'll cancel",
            r"\b(?:if|unless)\b[^.!?]{0,70}\b" + _I_WILL + rf" {_LEAVE}\b|"
            rf"\b{_I_WILL} {_LEAVE}\b[^.!?]{{0,40}}\b(?:if|unless)\b[^.!?]{{0,20}}"
            r"(?:n'?t|\bnot|\bno|\bnobody|\bnever)\b",
        ),
        Phrase(
            "I'll take my business elsewhere; going to a competitor",
            r"\btak(?:e|ing) (?:my|our) (?:business|money|custom) (?:elsewhere|somewhere)\b|"
            r"\b(?:switch|go|mov)(?:e|ing)? to (?:an?|your|one of your|the) ?(?:competitors?|"
            r"competition|other (?:shop|store|company|seller))\b|"
            r"\b(?:buy|order|shop)(?:ing)? (?:from )?(?:elsewhere|somewhere else) (?:from now on|"
            r"then)\b",
        ),
        Phrase(
            "never ordering from you again",
            r"\b(?:never|not|won'?t|will not)(?: ever)?(?: be)? (?:buy|order|shop|purchas|com|us|"
            r"do)(?:e|ing)?\b[^.!?]{0,30}\bagain\b|"
            r"\bnever(?: be)? (?:buy|order|shop)(?:ing)? (?:here|from you|with you|from here)\b|"
            r"\blast (?:time|order) (?:i|i'll|i'm|i will|im)(?: ever| will| am| going to| be)* "
            r"(?:order|buy|shop|purchas)\w*",
        ),
        Phrase(
            "you've lost a customer; I'm done with you",
            r"\b(?:lost|losing|lose) (?:an?|me as an?|another|your|this) (?:\w+ )?customer\b|"
            r"\bi(?:'m| am) (?:done|through|finished) with (?:you|your|this (?:shop|company|"
            r"store))\b",
        ),
        Phrase(
            "close my account because I'm fed up",
            r"\b(?:cancel|clos|delet)\w* (?:my |our )?(?:account|membership|everything|"
            r"all my orders)"
            r"\b[^.!?]{0,30}\b(?:unless|enough|fed up|sick of)\b|"
            r"\b(?:enough|fed up|sick of)\b[^!?]{0,40}\b(?:cancel|clos|delet)\w* (?:my |our )?"
            r"(?:account|membership|everything|all my orders)\b",
        ),
    ),
    Cause.UPSET: (
        Phrase(
            "insults",
            r"\b(?:you(?:'re| are| guys are| people are| r)?|u r|(?:this|your|ur) (?:stupid |"
            r"damn )?"
            r"(?:bot|shop|company|store|service|site|website|support|team|staff)(?: is| are|'s)?) "
            r"(?:(?:so|just|such|really|absolutely|completely|totally|fucking|damn|an?|the|"
            r"bunch of|"
            r"all|total|utterly|complete) )*(?:useless|idiots?|stupid|pathetic|incompetent|"
            r"morons?|"
            r"garbage|trash|rubbish|joke|crap|bullshit|shit|disgusting|disgrace(?:ful)?|liars?|"
            r"thieves|clueless|hopeless|dumb)\b",
        ),
        Phrase(
            "swearing at us",
            r"\b(?:fuck (?:you|off|this|u)|what the fuck|wtf|go to hell|screw you|assholes?|"
            r"bastards?|motherfuck\w*|(?:piece|load|full) of (?:shit|crap)|bullshit)\b",
        ),
        Phrase(
            "rage",
            r"\b(?:i'm|i am|im|we're|we are|makes me|feel|feeling)(?: \w+){0,3}? (?:furious|livid|"
            r"outraged|enraged|fuming|disgusted|appalled|pissed(?: off)?|fed up|"
            r"sick (?:and tired )?of|losing my (?:patience|mind|temper)|at my wit'?s'? end)\b|"
            r"\b(?:so|very|really|extremely|beyond) (?:angry|mad|frustrated|upset)\b|"
            r"\bi(?:'ve| have) had (?:it|enough)\b",
            (r"\bdon'?t be (?:so )?(?:angry|mad)\b",),
        ),
        Phrase(
            "unacceptable",
            r"\b(?:absolutely|completely|totally|utterly|simply|just|this is|that is|that's|it's|"
            r"is) "
            r"(?:so |just |absolutely |completely |totally )?(?:unacceptable|ridiculous|"
            r"outrageous|"
            r"disgraceful|appalling|infuriating|a disgrace|an outrage)\b|^\W*unacceptable\W*$",
        ),
        Phrase(
            "shame on you; worst shop ever; I hate this shop",
            r"\bshame on you\b|\bhow dare you\b|\b(?:be|are) ashamed\b|"
            r"\bworst (?:\w+ )?(?:shop|store|company|service|support|experience|website|bot)\b|"
            r"\bi hate (?:you|this (?:shop|company|bot|store|chat)|your (?:shop|company|bot|"
            r"service))",
        ),
    ),
}
