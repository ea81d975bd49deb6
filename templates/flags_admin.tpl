{{%AUTOESCAPE context="HTML"}}<section class="panel" id="flags" data-tab="flags" aria-labelledby="flags-title">
<h2 id="flags-title">Flags</h2>
{{#NO_FLAGS}}<p class="muted">No flag yet: nobody can solve this challenge.</p>{{/NO_FLAGS}}
{{#FLAG}}
<div class="edit-row"><form method="post" action="/containers/admin/flags/{{FLAG_ID}}" class="inline-form"><input type="hidden" name="nonce" value="{{NONCE}}">
<label class="visually-hidden" for="flag-{{FLAG_ID}}">Flag</label><input class="form-control" id="flag-{{FLAG_ID}}" name="content" value="{{CONTENT}}" required maxlength="1024" autocomplete="off" spellcheck="false">
<label class="visually-hidden" for="kind-{{FLAG_ID}}">Kind</label><select class="form-select" id="kind-{{FLAG_ID}}" name="kind"><option value="static"{{#IS_STATIC}} selected{{/IS_STATIC}}>exact</option><option value="nocase"{{#IS_NOCASE}} selected{{/IS_NOCASE}}>any case</option><option value="regex"{{#IS_REGEX}} selected{{/IS_REGEX}}>regular expression</option></select>
<button class="btn btn-outline-secondary" type="submit">Save</button></form>
<form method="post" action="/containers/admin/flags/{{FLAG_ID}}/delete" data-confirm="Delete this flag?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" type="submit">Delete</button></form></div>
{{/FLAG}}
<form method="post" action="/containers/admin/challenges/{{ID}}/flags" class="inline-form"><input type="hidden" name="nonce" value="{{NONCE}}">
<label class="visually-hidden" for="flag-new">New flag</label><input class="form-control" id="flag-new" name="content" placeholder="flag{…}" required maxlength="1024" autocomplete="off" spellcheck="false">
<label class="visually-hidden" for="kind-new">Kind</label><select class="form-select" id="kind-new" name="kind"><option value="static">exact</option><option value="nocase">any case</option><option value="regex">regular expression</option></select>
<button class="btn btn-primary" type="submit">Add flag</button></form>
</section>
