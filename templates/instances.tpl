{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>My instances</h1>
{{#IS_EMPTY}}<div class="empty"><h2>Nothing of yours is running</h2><p>Open a challenge and press Start.</p><p><a class="btn btn-primary" href="/containers/">Go to the challenges</a></p></div>{{/IS_EMPTY}}
<ul class="cards cards-wide">
{{#INSTANCE}}
<li class="card-item"><div class="ch-card"><a class="ch-name" href="/containers/challenges/{{INSTANCE_CHALLENGE_ID}}">{{INSTANCE_CHALLENGE}}</a>
<ul class="endpoints">{{#ENDPOINT}}<li class="endpoint"><span class="endpoint-label">{{LABEL}}</span>{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}}</li>{{/ENDPOINT}}</ul>
<span class="ch-meta"><span class="chip" data-state="{{STATE}}">{{STAGE}}</span>{{#HAS_EXPIRES}}<span>ends <time datetime="{{EXPIRES}}">{{EXPIRES}}</time></span>{{/HAS_EXPIRES}}<span>started by {{STARTED_BY}}</span></span></div></li>
{{/INSTANCE}}
</ul>
{{>FOOT}}
