{{%AUTOESCAPE context="HTML"}}</main>
<div id="announce" class="visually-hidden" role="status" aria-live="polite"></div>
<footer class="foot"><span>Berth: on-demand instances for capture-the-flag events</span>
<form method="post" action="/containers/language" class="languages"><input type="hidden" name="nonce" value="{{NONCE}}"><input type="hidden" name="next" value="{{HERE}}">{{#LANGUAGE}}<button class="language" type="submit" name="language" value="{{CODE}}" lang="{{CODE}}"{{#IS_SPOKEN}} aria-current="true"{{/IS_SPOKEN}}>{{LANGUAGE_NAME}}</button>{{/LANGUAGE}}</form></footer>
</body>
</html>
