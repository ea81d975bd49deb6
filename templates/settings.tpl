{{%AUTOESCAPE context="HTML"}}{{>HEAD}}
<h1>Settings</h1>
{{#SAME_HOST}}<p class="alert alert-warning">Instances are reached under the same host name as this platform. Cookies are not separated by port: set "Instance host name" to another name, or a hostile instance can read its visitor's session.</p>{{/SAME_HOST}}
<p id="settings-error" class="alert alert-danger" role="alert" hidden></p>
<form method="post" action="/containers/api/settings/update" id="settings">
<input type="hidden" name="nonce" value="{{NONCE}}">
{{#GROUP}}
<fieldset class="panel"><legend>{{GROUP_NAME}}</legend>
{{#FIELD}}
<div class="field"><label class="form-label" for="{{KEY}}">{{LABEL}}{{#HAS_UNIT}} <span class="muted">({{UNIT}})</span>{{/HAS_UNIT}}</label>
{{#IS_CHOICE}}<select class="form-select" id="{{KEY}}" name="{{KEY}}" aria-describedby="{{KEY}}-help">{{#OPTION}}<option value="{{OPTION_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{OPTION_VALUE}}</option>{{/OPTION}}</select>{{/IS_CHOICE}}
{{#IS_TEXT}}<input class="form-control" id="{{KEY}}" name="{{KEY}}" value="{{VALUE}}" inputmode="{{MODE}}" maxlength="1024" autocomplete="off" aria-describedby="{{KEY}}-help">
{{#IS_ENGINE_URL}}<button type="button" class="btn btn-sm btn-outline-secondary" id="engine-test" hidden>Test connection</button> <span id="engine-result" role="status"></span>{{/IS_ENGINE_URL}}{{/IS_TEXT}}
<p class="form-text" id="{{KEY}}-help">{{HELP}}</p></div>
{{/FIELD}}
</fieldset>
{{/GROUP}}
<button class="btn btn-primary" type="submit">Save settings</button>
</form>
{{>FOOT}}
