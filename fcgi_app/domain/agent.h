/*
 * What a person calls the program behind a User-Agent header (RFC 9110 §10.1.5):
 * "Firefox on Linux".  For lists of one's own sessions; nothing may hang on it.
 */
#ifndef BERTH_DOMAIN_AGENT_H
#define BERTH_DOMAIN_AGENT_H

/*
 * The name under `mem`: browser and system where both are known, one of them,
 * or the header's first word ("curl/7.88.1").  "" for "".
 */
const char *agent_name(void *mem, const char *user_agent);

#endif
