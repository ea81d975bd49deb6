{{%AUTOESCAPE context="HTML"}}<section class="panel" aria-labelledby="hints-title"><h2 id="hints-title">Hints</h2>
{{#HINT}}
<div class="hint" id="hint-{{HINT_ID}}"><h3>{{TITLE}}</h3>{{#IS_OPEN}}<div class="prose">{{CONTENT:none}}</div>{{/IS_OPEN}}
{{#IS_LOCKED}}<form method="post" action="/containers/hints/{{HINT_ID}}/unlock" data-confirm="Unlock this hint for {{COST}} points?"><input type="hidden" name="nonce" value="{{NONCE}}"><button class="btn btn-sm btn-outline-secondary" type="submit">Unlock for {{COST}} points</button></form>{{/IS_LOCKED}}</div>
{{/HINT}}
</section>
