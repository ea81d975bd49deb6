{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<script type="module" src="/containers/static/js/admin.js"></script>
<h1>Settings</h1>
{{#PLAIN_TCP}}<p class="alert alert-warning">The <a href="#docker_base_url" class="alert-link">Engine URL</a> reaches another host without TLS: whoever is between can command the engine. Use https:// with certificates, or ssh://.</p>{{/PLAIN_TCP}}
{{#NO_END}}<p class="alert alert-warning">Instances never end: <a href="#container_expiration" class="alert-link">Lifetime</a> is 0. What players forget runs until it is stopped by hand.</p>{{/NO_END}}
{{#SAME_HOST}}<p class="alert alert-warning">Instances are reached under the same host name as this platform. Cookies are not separated by port: set <a href="#docker_hostname" class="alert-link">Instance host name</a> to another name, or a hostile instance can read its visitor's session.</p>{{/SAME_HOST}}
<form method="post" action="/containers/api/settings/update" id="settings" class="settings">
<input type="hidden" name="nonce" value="{{NONCE}}">
{{#GROUP}}
<fieldset class="panel"><legend>{{GROUP_NAME}}</legend>
{{#FIELD}}
<div class="field"><label class="form-label" for="{{KEY}}">{{LABEL}}</label>
{{#IS_CHOICE}}<select class="form-select" id="{{KEY}}" name="{{KEY}}" aria-describedby="{{KEY}}-help">{{#OPTION}}<option value="{{OPTION_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{OPTION_NAME}}</option>{{/OPTION}}</select>{{/IS_CHOICE}}
{{#IS_TEXT}}<div class="input-unit"><input class="form-control" id="{{KEY}}" name="{{KEY}}" value="{{VALUE}}" inputmode="{{MODE}}" maxlength="1024" autocomplete="off" spellcheck="false" aria-describedby="{{KEY}}-help{{#HAS_UNIT}} {{KEY}}-unit{{/HAS_UNIT}}">{{#HAS_UNIT}}<span class="unit" id="{{KEY}}-unit">{{UNIT}}</span>{{/HAS_UNIT}}</div>{{/IS_TEXT}}
<p class="form-text" id="{{KEY}}-help">{{HELP}}</p>
{{#IS_ENGINE_URL}}<p class="engine-test"><button type="button" class="btn btn-sm btn-outline-secondary" id="engine-test" hidden>Test connection</button> <span id="engine-result" role="status"></span></p>{{/IS_ENGINE_URL}}</div>
{{/FIELD}}
</fieldset>
{{/GROUP}}
<div class="form-end sticky"><button class="btn btn-primary" type="submit">Save settings</button><span id="settings-error" class="field-error" role="alert" hidden></span></div>
</form>
{{>FOOT}}
