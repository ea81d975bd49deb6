{{%AUTOESCAPE context="HTML"}}<section class="panel instance" id="instance-card" aria-labelledby="instance-title" data-challenge="{{CHALLENGE_ID}}" data-state="{{STATE}}" data-lifetime="{{LIFETIME}}" data-me="{{ME}}" data-instance="{{DATA}}">
<div class="instance-head"><h2 id="instance-title" tabindex="-1">Your instance</h2><p class="stage" id="stage"><span class="dot" aria-hidden="true"></span><span id="stage-text">{{STAGE}}</span></p></div>
<ol class="steps" id="steps" aria-label="Progress"{{#NOT_PENDING}} hidden{{/NOT_PENDING}}>
{{#STEP}}
<li data-step="{{STEP_STATE}}" class="{{#IS_DONE}}done{{/IS_DONE}}{{#IS_NOW}}now{{/IS_NOW}}"{{#IS_NOW}} aria-current="step"{{/IS_NOW}}>{{STEP_NAME}}</li>
{{/STEP}}
</ol>
<p id="queue" class="muted"{{#NO_PLACE}} hidden{{/NO_PLACE}}>{{#HAS_PLACE}}Place {{PLACE}} in the queue{{#HAS_WAIT}}, about {{WAIT}} to wait{{/HAS_WAIT}}{{/HAS_PLACE}}</p>
<p id="notice" class="alert"{{#HAS_NOTICE}} role="alert"{{/HAS_NOTICE}}>{{NOTICE}}</p>
<div id="in-way"></div>
<ul class="endpoints" id="endpoints">
{{#ENDPOINT}}
<li class="endpoint"><span class="endpoint-label">{{LABEL}}</span>{{#IS_LABELLED}}<span class="endpoint-kind">{{KIND}}</span>{{/IS_LABELLED}}{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}}<button type="button" class="btn btn-sm btn-outline-secondary copy" data-copy="{{COPY}}" hidden>Copy<span class="visually-hidden"> {{LABEL}}</span></button></li>
{{/ENDPOINT}}
</ul>
<div id="clock" class="clock">{{#IS_RUNNING}}{{#HAS_EXPIRES}}<span id="countdown">ends <time datetime="{{EXPIRES}}">{{EXPIRES}}</time></span>{{/HAS_EXPIRES}}{{/IS_RUNNING}}</div>
<p id="owner" class="muted">{{#BY_OTHER}}{{#IS_LIVE}}Started by {{STARTED_BY}}{{/IS_LIVE}}{{/BY_OTHER}}</p>
<div class="actions" id="actions">
{{#CAN_START}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/start"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-primary" id="start" type="submit">Start instance</button></form>{{/CAN_START}}
{{#CAN_RETRY}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/start"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-primary" id="start" type="submit">Try again</button></form>{{/CAN_RETRY}}
{{#CAN_RENEW}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/renew"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-primary" id="renew" type="submit">Renew{{#HAS_RENEWALS_LEFT}} ({{RENEWALS_LEFT}} left){{/HAS_RENEWALS_LEFT}}</button></form>{{/CAN_RENEW}}
{{#NO_RENEWALS}}<button class="btn btn-primary" id="renew" type="button" disabled>Renew (0 left)</button>{{/NO_RENEWALS}}
{{#CAN_RESET}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/reset"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-secondary" id="reset" type="submit">Reset</button></form>{{/CAN_RESET}}
{{#CAN_STOP}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/stop"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="stop" type="submit">Stop</button></form>{{/CAN_STOP}}
{{#CAN_CANCEL}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/stop"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="stop" type="submit">Cancel</button></form>{{/CAN_CANCEL}}
</div>
<p id="renew-why" class="muted">{{#NO_RENEWALS}}No renewals left: this instance ends when its time is up.{{/NO_RENEWALS}}</p>
</section>
<script type="module" src="/containers/static/js/instance.js"></script>
