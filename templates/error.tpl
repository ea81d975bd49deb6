{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<section class="narrow middle fault">
<p class="status-code">{{STATUS}}</p>
<h1>{{HEADING}}</h1>
{{#HAS_MESSAGE}}<p class="lead">{{MESSAGE}}</p>{{/HAS_MESSAGE}}
<p>{{HINT}}</p>
<p class="actions">{{#LOGGED_IN}}<a class="btn btn-primary" href="/containers/">Go to the challenges</a>{{/LOGGED_IN}}{{#LOGGED_OUT}}<a class="btn btn-primary" href="/containers/login">Log in</a>{{/LOGGED_OUT}}</p>
<p class="muted">Reference: <code>{{REQUEST_ID}}</code></p>
</section>
{{>FOOT}}
