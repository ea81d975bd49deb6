{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<p class="crumb"><a href="/containers/scoreboard">Scoreboard</a></p>
<div class="page-head"><h1>{{NAME}}</h1>{{#HAS_BRACKET}}<span class="chip">{{BRACKET}}</span>{{/HAS_BRACKET}}<span class="ch-value"><b>{{SCORE}}</b> points{{#IS_RANKED}}, place {{PLACE}}{{/IS_RANKED}}</span></div>
{{>EVENT}}
<section class="panel" aria-labelledby="slices-title"><h2 id="slices-title">By category</h2>
<ul class="slices">
{{#SLICE}}<li><span class="slice-name">{{CATEGORY}}</span><meter min="0" max="{{ALL}}" value="{{SOLVED}}" aria-label="{{CATEGORY}}">{{SOLVED}} of {{ALL}}</meter><span class="number">{{SOLVED}} of {{ALL}}, {{POINTS}} points</span></li>
{{/SLICE}}
</ul></section>
{{#NO_STEPS}}<div class="empty"><p>No solve yet.</p></div>{{/NO_STEPS}}
{{#HAS_STEPS}}
<div class="table-wrap" tabindex="0" role="region" aria-label="Solves and awards"><table class="table stack"><thead><tr><th scope="col">What</th><th scope="col">Category</th><th scope="col" class="number">Points</th><th scope="col">When</th></tr></thead><tbody>
{{#STEP}}<tr><td>{{#IS_SOLVE}}<a href="/containers/challenges/{{CHALLENGE_ID}}">{{WHAT}}</a>{{/IS_SOLVE}}{{#IS_AWARD}}{{WHAT}}{{/IS_AWARD}}{{#IS_FIRST}} <span class="chip chip-live">first blood</span>{{/IS_FIRST}}</td><td data-label="Category">{{CATEGORY}}</td><td data-label="Points" class="number">{{VALUE}}</td><td data-label="When">{{#HAS_AT}}<time datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</td></tr>
{{/STEP}}
</tbody></table></div>
{{/HAS_STEPS}}
{{>FOOT}}
