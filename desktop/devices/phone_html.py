"""The one page a phone sees: a big button, and what became of each picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from string import Template

NONCE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneWords:
    """All words of the page in one language."""

    language: str
    #: Of the shop, as it stands over the door.
    shop: str
    title: str
    how: str
    shoot: str
    choose: str
    sending: str
    #: "{n}" is how many.
    sent_one: str
    sent_many: str
    failed: str
    too_large: str
    no_picture: str
    over: str
    no_script: str
    #: What is said with a status that is no success, by its number.
    refusals: Mapping[int, str]


_STYLE = """
*{box-sizing:border-box}
body{margin:0;font:18px/1.45 system-ui,sans-serif;color:#1d2530;background:#f5f6f8}
main{max-width:32rem;margin:0 auto;padding:24px 20px 48px;text-align:center}
h1{font-size:22px;margin:8px 0 4px}
.shop{color:#4a5563;font-size:16px;margin:0}
p{margin:8px 0 20px}
label.big,label.small{display:block;border-radius:16px;cursor:pointer}
label.big{background:#1f5fbf;color:#fff;font-size:24px;font-weight:700;padding:56px 16px}
label.small{margin-top:12px;border:2px solid #6b7686;background:#fff;padding:16px;font-weight:600}
label:focus-within{outline:4px solid #1d2530;outline-offset:3px}
input{position:absolute;width:1px;height:1px;opacity:0}
#said{min-height:56px;margin:20px 0 0;font-weight:600}
#said[data-tone=go]{color:#14683a}
#said[data-tone=stop]{color:#a11c1c}
#seen{display:grid;grid-template-columns:repeat(4,1fr);gap:8px;margin-top:8px}
#seen img{width:100%;aspect-ratio:1;object-fit:cover;border-radius:8px}
body[data-closed] label{display:none}
"""

_SCRIPT = """
const body=document.body,said=document.getElementById('said'),seen=document.getElementById('seen');
const words=body.dataset;let sent=0,queue=Promise.resolve();
function say(text,tone){said.textContent=text;said.dataset.tone=tone||'';}
async function send(file){
  if(!file.type.startsWith('image/')){say(words.noPicture,'stop');return;}
  if(file.size>Number(words.limit)){say(words.tooLarge,'stop');return;}
  say(words.sending);
  let answer;
  try{answer=await fetch(words.to,{method:'POST',body:file,headers:{'Content-Type':file.type},
    credentials:'same-origin'});}
  catch(broken){say(words.failed,'stop');return;}
  if(answer.status===201){
    sent+=1;say((sent===1?words.sentOne:words.sentMany).replace('{n}',sent),'go');
    const image=document.createElement('img');image.alt='';
    image.onload=()=>URL.revokeObjectURL(image.src);
    image.src=URL.createObjectURL(file);seen.prepend(image);
  }else if(answer.status===410||answer.status===404){body.dataset.closed='1';say(words.over,'stop');}
  else if(answer.status===413){say(words.tooLarge,'stop');}
  else if(answer.status===415){say(words.noPicture,'stop');}
  else{say(words.failed,'stop');}
}
for(const input of document.querySelectorAll('input')){
  input.addEventListener('change',()=>{
    for(const file of input.files){queue=queue.then(()=>send(file));}
    input.value='';
  });
}
"""

_PAGE = Template("""<!doctype html>
<html lang="$language"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title>
<style nonce="$nonce">$style</style></head>
<body $facts><main><p class="shop">$shop</p><h1>$title</h1>$inside</main>$script</body></html>
""")

_BUTTONS = Template("""<p>$how</p>
<label class="big">$shoot<input id="shoot" type="file" accept="image/*" capture="environment"
 multiple></label>
<label class="small">$choose<input id="choose" type="file" accept="image/*" multiple></label>
<p id="said" role="status" aria-live="polite"></p><div id="seen"></div>
<noscript><p>$no_script</p></noscript>""")


def upload_page(words: PhoneWords, nonce: str, address: str, limit: int) -> str:
    """Return the page that sends pictures, each by itself, to a path of this server."""
    facts = {
        "to": address,
        "limit": str(limit),
        "sending": words.sending,
        "sent-one": words.sent_one,
        "sent-many": words.sent_many,
        "failed": words.failed,
        "too-large": words.too_large,
        "no-picture": words.no_picture,
        "over": words.over,
    }
    told = " ".join(f'data-{name}="{escape(value)}"' for name, value in facts.items())
    inside = _BUTTONS.substitute(
        how=escape(words.how),
        shoot=escape(words.shoot),
        choose=escape(words.choose),
        no_script=escape(words.no_script),
    )
    return _page(words, nonce, inside, told, f'<script nonce="{nonce}">{_SCRIPT}</script>')


def bye_page(words: PhoneWords, nonce: str, said: str) -> str:
    """Return a page that says why there is nothing (any more)."""
    return _page(words, nonce, f"<p>{escape(said)}</p>", "", "")


def _page(words: PhoneWords, nonce: str, inside: str, facts: str, script: str) -> str:
    return _PAGE.substitute(
        language=words.language,
        nonce=nonce,
        style=_STYLE,
        facts=facts,
        shop=escape(words.shop),
        title=escape(words.title),
        inside=inside,
        script=script,
    )
