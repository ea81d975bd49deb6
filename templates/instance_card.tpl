{{%AUTOESCAPE context="HTML"}}<section class="panel instance" id="instance-card" aria-labelledby="instance-title" data-challenge="{{CHALLENGE_ID}}" data-state="{{STATE}}">
<h2 id="instance-title">Your instance</h2>
<p class="stage" id="stage"><span class="dot" aria-hidden="true"></span><span id="stage-text">{{STAGE}}</span>{{#HAS_PLACE}}<span id="place"> (place {{PLACE}})</span>{{/HAS_PLACE}}</p>
<p id="notice" class="alert alert-warning"{{#HAS_NOTICE}} role="alert"{{/HAS_NOTICE}}>{{NOTICE}}</p>
<ul class="endpoints" id="endpoints">
{{#ENDPOINT}}
<li class="endpoint"><span class="endpoint-label">{{LABEL}}</span>{{#IS_LINK}}<a href="{{URL}}" target="_blank" rel="noreferrer">{{URL}}</a>{{/IS_LINK}}{{#IS_TEXT}}<code>{{TEXT}}</code>{{/IS_TEXT}}</li>
{{/ENDPOINT}}
</ul>
<div id="clock" class="clock">{{#HAS_EXPIRES}}<span id="countdown">ends <time datetime="{{EXPIRES}}">{{EXPIRES}}</time></span>{{/HAS_EXPIRES}}</div>
<div class="actions" id="actions">
{{#IS_ENDED}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/start"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-primary" id="start" type="submit">Start instance</button></form>{{/IS_ENDED}}
{{#IS_RUNNING}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/renew"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-primary" id="renew" type="submit">Renew</button></form>
<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/reset"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-secondary" id="reset" type="submit">Reset</button></form>{{/IS_RUNNING}}
{{#IS_LIVE}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/stop"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" id="stop" type="submit">Stop</button></form>{{/IS_LIVE}}
</div>
</section>
