{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<div class="page-head"><h1>{{LIST_TITLE}}</h1>{{#IS_FULL}}<a class="btn btn-sm btn-outline-secondary" href="{{PATH}}/csv?filter={{FILTER_CHOSEN:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}">Download CSV</a>{{/IS_FULL}}</div>
<nav class="tabs" aria-label="Lists of the contest">{{#TAB}}<a href="{{TAB_PATH}}"{{#IS_HERE}} aria-current="page"{{/IS_HERE}}>{{TAB_TITLE}}</a>{{/TAB}}</nav>
{{#HAS_ERROR}}<p class="alert alert-danger" role="alert">{{ERROR}}</p>{{/HAS_ERROR}}
{{#CAN_ADD}}
<form method="post" action="/containers/admin/awards" id="award-form"><input type="hidden" name="nonce" value="{{NONCE}}">
<fieldset class="panel"><legend>Give or take points</legend>
<div class="field"><label class="form-label" for="account">{{WHO}}</label><input class="form-control" id="account" name="account" value="{{ACCOUNT}}" required maxlength="128" autocomplete="off"></div>
<div class="field"><label class="form-label" for="name">For</label><input class="form-control" id="name" name="name" value="{{NAME}}" required maxlength="128"></div>
<div class="field"><label class="form-label" for="value">Points</label><input class="form-control" id="value" name="value" value="{{VALUE}}" required inputmode="numeric" aria-describedby="value-help"><p class="form-text" id="value-help">Below 0 takes points.</p></div>
<div class="field"><label class="form-label" for="description">Description</label><input class="form-control" id="description" name="description" value="{{DESCRIPTION}}" maxlength="1000"></div>
<div class="field-wide"><button class="btn btn-primary" type="submit">Save award</button></div>
</fieldset></form>
{{/CAN_ADD}}
<form method="get" action="{{PATH}}" class="inline-form score-filter" role="search"><label class="visually-hidden" for="search">Search</label><input class="form-control" id="search" name="search" type="search" value="{{SEARCH}}" placeholder="Search" maxlength="128">
<label class="visually-hidden" for="filter">Which</label><select class="form-select" id="filter" name="filter"><option value="">all</option>{{#FILTER}}<option value="{{FILTER_KEY}}"{{#IS_CHOSEN}} selected{{/IS_CHOSEN}}>{{FILTER_LABEL}}</option>{{/FILTER}}</select>
<button class="btn btn-outline-secondary" type="submit">Show</button></form>
{{#IS_EMPTY}}<div class="empty"><p>{{EMPTY_TEXT}}</p></div>{{/IS_EMPTY}}
{{#IS_FULL}}
<div class="table-wrap" tabindex="0" role="region" aria-label="{{LIST_TITLE}}"><table class="table stack"><thead><tr>{{#COLUMN}}<th scope="col">{{COLUMN_NAME}}</th>{{/COLUMN}}{{#HAS_ACTIONS}}<th scope="col"><span class="visually-hidden">Actions</span></th>{{/HAS_ACTIONS}}</tr></thead><tbody>
{{#ROW}}<tr>{{#CELL}}<td data-label="{{LABEL}}">{{#IS_TIME}}<time datetime="{{TEXT}}">{{TEXT}}</time>{{/IS_TIME}}{{#IS_TEXT}}{{TEXT}}{{/IS_TEXT}}</td>{{/CELL}}{{#CAN_DELETE}}<td class="end"><form method="post" action="/containers/admin/awards/{{ID}}/delete" data-confirm="Delete this award?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Delete<span class="visually-hidden"> award {{ID}}</span></button></form></td>{{/CAN_DELETE}}</tr>
{{/ROW}}
</tbody></table></div>
<p class="muted">{{FROM}}–{{TO}} {{#HAS_PREVIOUS}}<a href="{{PATH}}?offset={{PREVIOUS:url_query_escape}}&amp;filter={{FILTER_CHOSEN:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}">Newer</a>{{/HAS_PREVIOUS}} {{#HAS_NEXT}}<a href="{{PATH}}?offset={{NEXT:url_query_escape}}&amp;filter={{FILTER_CHOSEN:url_query_escape}}&amp;search={{SEARCH:url_query_escape}}">Older</a>{{/HAS_NEXT}}</p>
{{/IS_FULL}}
{{>FOOT}}
