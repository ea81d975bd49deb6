{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/scoreboard.js"></script>
<div class="page-head"><h1>Scoreboard</h1><a class="btn btn-sm btn-outline-secondary" href="/containers/scoreboard/csv">Download CSV</a></div>
{{>EVENT}}
{{#IS_EMPTY}}<div class="empty"><h2>Nobody has points yet</h2><p>The first solve opens the board.</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}
<link rel="stylesheet" href="/containers/static/vendor/uPlot.min.css">
<figure class="panel score-graph" id="score-graph" hidden><figcaption class="visually-hidden">Points of the first ten over time; the table below has the same order.</figcaption><div id="score-plot"></div></figure>
<form method="get" action="/containers/scoreboard" class="inline-form score-filter" role="search"><label class="visually-hidden" for="search">Search</label><input class="form-control" id="search" name="search" type="search" value="{{SEARCH}}" placeholder="{{WHO}}" maxlength="128">
{{#HAS_BRACKETS}}<label class="visually-hidden" for="bracket">Bracket</label><select class="form-select" id="bracket" name="bracket"><option value="">all brackets</option>{{#BRACKET_OPTION}}<option value="{{BRACKET_NAME}}"{{#IS_CHOSEN}} selected{{/IS_CHOSEN}}>{{BRACKET_NAME}}</option>{{/BRACKET_OPTION}}</select>{{/HAS_BRACKETS}}
<button class="btn btn-outline-secondary" type="submit">Show</button></form>
{{#NONE_FOUND}}<div class="empty"><p>Nobody matches.</p></div>{{/NONE_FOUND}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Standings"><table class="table" id="standings"><thead><tr><th scope="col" class="number">Place</th><th scope="col">{{WHO}}</th>{{#HAS_BRACKETS}}<th scope="col">Bracket</th>{{/HAS_BRACKETS}}<th scope="col" class="number">Points</th><th scope="col">Last</th></tr></thead><tbody>
{{#ROW}}<tr{{#IS_MINE}} class="mine" aria-current="true"{{/IS_MINE}}><td class="number">{{PLACE}}</td><td><a href="{{PATH}}">{{NAME}}</a></td>{{#HAS_BRACKETS}}<td>{{BRACKET}}</td>{{/HAS_BRACKETS}}<td class="number">{{SCORE}}</td><td>{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td></tr>
{{/ROW}}
</tbody></table></div>
<p class="muted">{{FROM}}–{{TO}} of {{TOTAL}} {{#HAS_PREVIOUS}}<a href="/containers/scoreboard?offset={{PREVIOUS:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}&amp;bracket={{BRACKET_CHOSEN:url_query_escape}}">Previous</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a href="/containers/scoreboard?offset={{NEXT:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}&amp;bracket={{BRACKET_CHOSEN:url_query_escape}}">Next</a>{{/HAS_NEXT}}</p>
{{/IS_FULL}}
{{>FOOT}}
