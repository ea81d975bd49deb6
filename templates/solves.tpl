{{%AUTOESCAPE context="HTML"}}<section class="panel solves" aria-labelledby="solves-title"><h2 id="solves-title">Solved by</h2>
<ol>
{{#EARLY}}<li><a href="{{URL}}">{{WHO}}</a>{{#IS_FIRST}} <span class="chip chip-live">first blood</span>{{/IS_FIRST}}{{#HAS_AT}} <time class="muted" datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</li>
{{/EARLY}}
</ol>
{{#HAS_LATER}}<details><summary>{{LATER_COUNT}} more</summary>
<ol start="11">
{{#LATER}}<li><a href="{{URL}}">{{WHO}}</a>{{#IS_FIRST}} <span class="chip chip-live">first blood</span>{{/IS_FIRST}}{{#HAS_AT}} <time class="muted" datetime="{{AT}}">{{AT}}</time>{{/HAS_AT}}</li>
{{/LATER}}
</ol></details>{{/HAS_LATER}}
</section>
