{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/board.js"></script>
<div class="page-head"><h1>Challenges</h1>
{{#IS_FULL}}<div class="board-filter" id="board-filter" role="search" hidden><input class="form-control" id="board-search" type="search" placeholder="Filter" aria-label="Filter challenges" aria-keyshortcuts="/">
<select class="form-select" id="board-which" aria-label="Which challenges"><option value="all">All</option><option value="live">With an instance</option></select></div>{{/IS_FULL}}</div>
<p class="muted" id="board-found" role="status"></p>
<div class="empty" id="board-nothing" hidden><h2>No challenge matches</h2><p><button type="button" class="btn btn-outline-secondary" id="board-clear">Show all</button></p></div>
{{>EVENT}}
{{#NO_TEAM}}<p class="alert alert-warning" id="no-team">You are in no team yet, and in this event teams play: you can look around, but neither start instances nor hand in flags. <a class="alert-link" href="/containers/team">Make or join a team</a></p>{{/NO_TEAM}}
{{#IS_EMPTY}}<div class="empty"><h2>No challenge is open yet</h2><p>Come back when the event begins.</p>
{{#ADMIN_EMPTY}}<p><a class="btn btn-primary" href="/containers/admin/start">Five steps to the first challenge</a></p>{{/ADMIN_EMPTY}}</div>{{/IS_EMPTY}}
{{#CATEGORY}}
<section class="category"><h2>{{CATEGORY_NAME}}</h2>
<ul class="cards">
{{#CARD}}
<li class="card-item"><a class="ch-card" data-challenge="{{ID}}"{{#HAS_INSTANCE}} data-live{{/HAS_INSTANCE}} href="/containers/challenges/{{ID}}"><span class="ch-name">{{NAME}}</span>
{{#IS_SOLVED}}<span class="chip chip-live">solved</span>{{/IS_SOLVED}}
<span class="ch-meta"><span class="ch-value"><b>{{VALUE}}</b> points</span><span>{{SOLVES}} {{#ONE_SOLVE}}solve{{/ONE_SOLVE}}{{#NOT_ONE_SOLVE}}solves{{/NOT_ONE_SOLVE}}</span>{{#TAG}}<span class="chip">{{TAG_NAME}}</span>{{/TAG}}{{#IS_HIDDEN}}<span class="chip chip-warn">hidden</span>{{/IS_HIDDEN}}{{#IS_CONTAINER}}<span class="chip ch-live" data-state="{{STATE}}"{{#NO_INSTANCE}} hidden{{/NO_INSTANCE}}>{{STATE_NAME}}</span>{{/IS_CONTAINER}}</span></a></li>
{{/CARD}}
</ul></section>
{{/CATEGORY}}
{{>FOOT}}
