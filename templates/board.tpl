{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="page-head"><h1>Challenges</h1>
{{#IS_FULL}}<input class="form-control board-search" id="board-search" type="search" placeholder="Filter" aria-label="Filter challenges" hidden>{{/IS_FULL}}</div>
{{#IS_EMPTY}}<div class="empty"><h2>No challenge is open yet</h2><p>Come back when the event begins.</p>
{{#ADMIN_EMPTY}}<p><a class="btn btn-primary" href="/containers/admin/challenges/new">Create the first challenge</a></p>{{/ADMIN_EMPTY}}</div>{{/IS_EMPTY}}
{{#CATEGORY}}
<section class="category"><h2>{{CATEGORY_NAME}}</h2>
<ul class="cards">
{{#CARD}}
<li class="card-item"><a class="ch-card"{{#HAS_INSTANCE}} data-live="{{STATE}}"{{/HAS_INSTANCE}} href="/containers/challenges/{{ID}}"><span class="ch-name">{{NAME}}</span>
<span class="ch-meta"><span class="ch-value"><b>{{VALUE}}</b> points</span>{{#IS_CONTAINER}}{{#NO_INSTANCE}}<span class="chip">instance</span>{{/NO_INSTANCE}}{{/IS_CONTAINER}}{{#IS_HIDDEN}}<span class="chip chip-warn">hidden</span>{{/IS_HIDDEN}}{{#HAS_INSTANCE}}<span class="chip" data-state="{{STATE}}">{{STATE}}</span>{{/HAS_INSTANCE}}</span></a></li>
{{/CARD}}
</ul></section>
{{/CATEGORY}}
{{>FOOT}}
