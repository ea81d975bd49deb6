{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Five steps to the first challenge</h1>
<ol class="first-steps">
{{#STEP}}
<li class="panel {{#IS_DONE}}done{{/IS_DONE}}{{#IS_OPEN}}open{{/IS_OPEN}}"><div><h2>{{STEP_TITLE}}{{#IS_DONE}} <span class="chip chip-live">done</span>{{/IS_DONE}}</h2><p>{{STEP_TEXT}}</p></div>{{#STEP_LINK}}<a class="btn {{#IS_OPEN}}btn-primary{{/IS_OPEN}}{{#IS_DONE}}btn-outline-secondary{{/IS_DONE}}" href="{{LINK_PATH}}">{{LINK_TEXT}}</a>{{/STEP_LINK}}</li>
{{/STEP}}
</ol>
{{>FOOT}}
