{{%AUTOESCAPE context="HTML"}}<div id="pulls" data-part="/containers/admin/images/pulls" data-done="{{N_DONE}}"{{#IS_MOVING}} data-again="1000"{{/IS_MOVING}}>
{{#HAS_PULLS}}<h2 class="visually-hidden">Pulls</h2>
{{#PULL}}<section class="panel pull" aria-labelledby="pull-{{NUMBER}}" data-state="{{STATE}}">
<div class="pull-head"><h3 id="pull-{{NUMBER}}"><code>{{IMAGE}}</code></h3><span class="chip {{#IS_RUNNING}}chip-warn{{/IS_RUNNING}}{{#IS_DONE}}chip-live{{/IS_DONE}}{{#IS_FAILED}}chip-bad{{/IS_FAILED}}" data-say="{{IMAGE}}">{{#IS_RUNNING}}being pulled{{/IS_RUNNING}}{{#IS_DONE}}pulled{{/IS_DONE}}{{#IS_FAILED}}failed{{/IS_FAILED}}{{#IS_CANCELLED}}cancelled{{/IS_CANCELLED}}</span>
{{#IS_RUNNING}}<form method="post" action="/containers/admin/images/cancel"><input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="image" value="{{IMAGE}}"><button class="btn btn-sm btn-outline-danger" type="submit">Cancel<span class="visually-hidden"> pulling {{IMAGE}}</span></button></form>{{/IS_RUNNING}}</div>
{{#IS_FAILED}}<p class="alert alert-danger">{{MESSAGE}}</p>{{/IS_FAILED}}
{{#IS_RUNNING}}<progress class="pull-bar" max="100" value="{{PERCENT}}" aria-label="{{IMAGE}} as a whole">{{PERCENT}} %</progress>{{/IS_RUNNING}}
{{#HAS_SUM}}<p class="muted pull-sum">{{#IS_ASKING}}Asking the registry, {{/IS_ASKING}}{{#HAS_LAYERS}}{{LAYERS_DONE}} of {{LAYERS}} layers, {{/HAS_LAYERS}}{{SECONDS}} s{{#HAS_DIGEST}}, <code>{{DIGEST}}</code>{{/HAS_DIGEST}}</p>{{/HAS_SUM}}
{{#IS_RUNNING}}<ul class="layers">
{{#LAYER}}<li><code>{{LAYER_ID}}</code><progress max="100" value="{{LAYER_PERCENT}}" aria-label="Layer {{LAYER_ID}}">{{LAYER_PERCENT}} %</progress><span class="layer-said">{{#IS_WAITING}}waiting{{/IS_WAITING}}{{#IS_FETCHING}}fetching {{LAYER_FETCHED}} of {{LAYER_SIZE}} MB{{/IS_FETCHING}}{{#IS_FETCHED}}fetched{{/IS_FETCHED}}{{#IS_UNPACKING}}unpacking{{/IS_UNPACKING}}{{#IS_DONE}}done{{#HAS_SIZE}}, {{LAYER_SIZE}} MB{{/HAS_SIZE}}{{/IS_DONE}}{{#IS_PRESENT}}was there already{{/IS_PRESENT}}</span></li>
{{/LAYER}}</ul>{{/IS_RUNNING}}
</section>
{{/PULL}}{{/HAS_PULLS}}
{{#IS_MOVING}}<noscript><p><a class="btn btn-outline-secondary" href="/containers/admin/images">Look again</a></p></noscript>{{/IS_MOVING}}
</div>
