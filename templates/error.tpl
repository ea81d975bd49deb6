{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<section class="narrow">
<p class="status-code">{{STATUS}}</p>
<h1>{{HEADING}}</h1>
{{#HAS_MESSAGE}}<p class="lead">{{MESSAGE}}</p>{{/HAS_MESSAGE}}
<p>{{HINT}}</p>
<p><a class="btn btn-primary" href="/containers/">Go to the challenges</a></p>
<p class="muted">Reference: <code>{{REQUEST_ID}}</code></p>
</section>
{{>FOOT}}
