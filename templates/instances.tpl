{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>My instances</h1>
{{#IS_EMPTY}}<div class="empty"><p>Nothing of yours is running. Open a challenge and press Start.</p><p><a class="btn btn-primary" href="/containers/">Go to the challenges</a></p></div>{{/IS_EMPTY}}
<ul class="cards">
{{#INSTANCE}}
<li class="card-item"><div class="ch-card"><a class="ch-name" href="/containers/challenges/{{INSTANCE_CHALLENGE_ID}}">{{INSTANCE_CHALLENGE}}</a>
<span class="ch-meta"><span class="chip chip-live">{{STAGE}}</span>{{#HAS_EXPIRES}}<span>ends <time datetime="{{EXPIRES}}">{{EXPIRES}}</time></span>{{/HAS_EXPIRES}}<span>started by {{STARTED_BY}}</span></span>
<ul class="endpoints">{{#ENDPOINT}}<li class="endpoint"><span class="endpoint-label">{{LABEL}}</span>{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}}</li>{{/ENDPOINT}}</ul></div></li>
{{/INSTANCE}}
</ul>
{{>FOOT}}
