{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/">Challenges</a> / {{CATEGORY}}</p>
<div class="page-head"><h1>{{NAME}}</h1>{{#IS_HIDDEN}}<span class="chip chip-warn">hidden</span>{{/IS_HIDDEN}}<span class="ch-value"><b>{{VALUE}}</b> points</span>{{#CAN_EDIT}}<a class="btn btn-sm btn-outline-secondary" href="/containers/admin/challenges/{{ID}}">Edit</a>{{/CAN_EDIT}}</div>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
<div class="challenge-grid">
<div class="challenge-main">
<article class="panel prose">{{DESCRIPTION:none}}</article>
{{>FLAG_FORM}}
</div>
{{#CONTAINER}}
{{>INSTANCE_CARD}}
{{/CONTAINER}}
</div>
{{>FOOT}}
