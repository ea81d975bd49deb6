{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/prose.js"></script>
<p class="crumb"><a href="/containers/">Challenges</a> / {{CATEGORY}}</p>
<div class="page-head"><h1>{{NAME}}</h1>{{#IS_HIDDEN}}<span class="chip chip-warn">hidden</span>{{/IS_HIDDEN}}<span class="ch-value"><b>{{VALUE}}</b> points</span><span class="muted">{{SOLVES}} {{#ONE_SOLVE}}solve{{/ONE_SOLVE}}{{#NOT_ONE_SOLVE}}solves{{/NOT_ONE_SOLVE}}</span>{{#TAG}}<span class="chip">{{TAG_NAME}}</span>{{/TAG}}{{#IS_SOLVED}}<span class="chip chip-live">solved</span>{{/IS_SOLVED}}{{#CAN_EDIT}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/challenges/{{ID}}">Edit</a>{{/CAN_EDIT}}</div>
{{>EVENT}}
{{#HAS_NEXT}}<p><a class="btn btn-outline-secondary" href="/containers/challenges/{{NEXT_ID}}">Next challenge</a></p>{{/HAS_NEXT}}
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#IN_WAY}}<form method="post" action="/containers/challenges/{{CHALLENGE_ID}}/swap" class="alert alert-warning in-way"><input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="other" value="{{OTHER_ID}}"><span>Your place is taken by <a class="alert-link" href="/containers/challenges/{{OTHER_ID}}">{{OTHER_NAME}}</a>.</span><button class="btn btn-outline-danger" type="submit">Stop it and start this one</button></form>{{/IN_WAY}}
{{#NO_TEAM}}<p class="alert alert-warning" id="no-team">You are in no team yet, and in this event teams play: you can look around, but neither start instances nor hand in flags. <a class="alert-link" href="/containers/team">Make or join a team</a></p>{{/NO_TEAM}}
<div class="challenge-grid">
<div class="challenge-main">
<article class="panel prose">{{DESCRIPTION:none}}</article>
{{#HAS_FILES}}{{>FILES}}{{/HAS_FILES}}
{{#HAS_HINTS}}{{>HINTS}}{{/HAS_HINTS}}
{{>FLAG_FORM}}
</div>
{{#CONTAINER}}
{{>INSTANCE_CARD}}
{{/CONTAINER}}
{{#HAS_SOLVES}}{{>SOLVES_LIST}}{{/HAS_SOLVES}}
</div>
{{>FOOT}}
