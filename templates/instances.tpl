{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/instances.js"></script>
<h1>My instances</h1>
<div id="my-instances">
{{#IS_EMPTY}}<div class="empty"><h2>Nothing of yours is running</h2><p>Open a challenge and press Start.</p><p><a class="btn btn-primary" href="/containers/">Go to the challenges</a></p></div>{{/IS_EMPTY}}
{{#IS_FULL}}<ul class="cards cards-wide">
{{#INSTANCE}}
<li class="card-item"><article class="ch-card mine" data-challenge="{{INSTANCE_CHALLENGE_ID}}" data-state="{{STATE}}">
<div class="mine-head"><h2 class="ch-name"><a href="/containers/challenges/{{INSTANCE_CHALLENGE_ID}}">{{INSTANCE_CHALLENGE}}</a></h2><span class="chip" data-state="{{STATE}}">{{STAGE}}</span></div>
{{#IS_RUNNING}}<ul class="endpoints">{{#ENDPOINT}}<li class="endpoint"><span class="endpoint-label">{{LABEL}}</span>{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}}<button type="button" class="btn btn-sm btn-outline-secondary copy" data-copy="{{COPY}}" hidden>Copy<span class="visually-hidden"> {{LABEL}}</span></button></li>{{/ENDPOINT}}</ul>{{/IS_RUNNING}}
<p class="ch-meta">{{#HAS_EXPIRES}}<span class="mine-ends">ends <time datetime="{{EXPIRES}}">{{EXPIRES}}</time></span>{{/HAS_EXPIRES}}{{#HAS_PLACE}}<span>place {{PLACE}} in the queue</span>{{/HAS_PLACE}}<span>started by {{STARTED_BY}}</span></p>
</article></li>
{{/INSTANCE}}
</ul>{{/IS_FULL}}
</div>
{{>FOOT}}
