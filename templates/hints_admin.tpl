{{%AUTOESCAPE context="HTML"}}<section class="panel" id="hints" data-tab="flags" aria-labelledby="hints-title">
<h2 id="hints-title">Hints</h2>
{{#HINT}}
<div class="edit-row"><form method="post" action="/containers/admin/hints/{{HINT_ID}}" class="hint-form"><input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="hint-title-{{HINT_ID}}">Title</label><input class="form-control" id="hint-title-{{HINT_ID}}" name="title" value="{{TITLE}}" maxlength="128"></div>
<div class="field"><label class="form-label" for="hint-cost-{{HINT_ID}}">Cost</label><input class="form-control" id="hint-cost-{{HINT_ID}}" name="cost" value="{{COST}}" inputmode="numeric"></div>
<div class="field field-wide"><label class="form-label" for="hint-content-{{HINT_ID}}">Content (Markdown)</label><textarea class="form-control" id="hint-content-{{HINT_ID}}" name="content" rows="2" required maxlength="16384">{{CONTENT:pre_escape}}</textarea></div>
<button class="btn btn-outline-secondary" type="submit">Save hint</button></form>
<form method="post" action="/containers/admin/hints/{{HINT_ID}}/delete" data-confirm="Delete this hint? What was paid for it stays paid."><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-outline-danger" type="submit">Delete hint</button></form></div>
{{/HINT}}
<form method="post" action="/containers/admin/challenges/{{ID}}/hints" class="hint-form"><input type="hidden" name="nonce" value="{{NONCE}}">
<div class="field"><label class="form-label" for="hint-title-new">Title</label><input class="form-control" id="hint-title-new" name="title" maxlength="128"></div>
<div class="field"><label class="form-label" for="hint-cost-new">Cost</label><input class="form-control" id="hint-cost-new" name="cost" value="0" inputmode="numeric"></div>
<div class="field field-wide"><label class="form-label" for="hint-content-new">Content (Markdown)</label><textarea class="form-control" id="hint-content-new" name="content" rows="2" required maxlength="16384"></textarea></div>
<button class="btn btn-primary" type="submit">Add hint</button></form>
</section>
