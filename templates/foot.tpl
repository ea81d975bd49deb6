{{%AUTOESCAPE context="HTML"}}</main>
<div id="announce" class="visually-hidden" role="status" aria-live="polite"></div>
<footer class="foot">Berth: on-demand instances for capture-the-flag events</footer>
</body>
</html>
