/*
 * Every limit on input in one place.  Lengths are bytes of UTF-8 unless the
 * name says otherwise.  A limit that a person can meet is quoted in the
 * sentence that refuses the input.
 */
#ifndef BERTH_BASE_LIMITS_H
#define BERTH_BASE_LIMITS_H

/* HTTP, as it reaches us from nginx */
#define LIMIT_BODY        (1024 * 1024) /* but for files: LIMIT_UPLOAD */
#define LIMIT_BODY_SMALL  (16 * 1024)
#define LIMIT_PATH        1024
#define LIMIT_QUERY       4096
#define LIMIT_HEADER      4096 /* one header we read */
#define LIMIT_COOKIES     4096
#define LIMIT_FORM_FIELDS 64
#define LIMIT_FORM_FILES  4
#define LIMIT_RESPONSE    (8 * 1024 * 1024)

/* JSON */
#define LIMIT_JSON_DEPTH 32
#define LIMIT_JSON_NODES 20000 /* of a request body */

/* YAML: a challenge's file */
#define LIMIT_YAML       (2 * 1024 * 1024)
#define LIMIT_YAML_DEPTH 16
#define LIMIT_YAML_NODES 20000
#define LIMIT_YAML_KEYS  256 /* of one map */

/* People */
#define LIMIT_NAME            128 /* accounts, challenges, categories */
#define LIMIT_NAME_KEY        512 /* code points of a name written out */
#define LIMIT_EMAIL           254 /* RFC 5321 4.5.3.1.3, less "<>" */
#define LIMIT_PASSWORD_MIN    8
#define LIMIT_PASSWORD_MAX    128
#define LIMIT_TOKENS_PER_USER 50
#define LIMIT_SESSIONS_SHOWN  100
#define LIMIT_BRACKET         64
#define LIMIT_BRACKETS        32
#define LIMIT_TEAM_SIZE       1000 /* that the setting may name */
#define LIMIT_IMPORT_ROWS     5000 /* accounts made at once */
#define LIMIT_IMPORT_PROBLEMS 50   /* told at once */
#define LIMIT_IMPORT_HASHES   200  /* of these, with a password: 31 ms each */

/* Challenges */
#define LIMIT_DESCRIPTION     (64 * 1024)
#define LIMIT_CONNECTION_INFO 255
#define LIMIT_IMAGE           255
#define LIMIT_COMMAND         4096
#define LIMIT_COMMAND_WORDS   128
#define LIMIT_VOLUMES_JSON    4096
#define LIMIT_VOLUMES         16
#define LIMIT_CAP_ADD         512 /* bytes of the list */
#define LIMIT_RUN_AS          32
#define LIMIT_TMPFS_TEXT      512
#define LIMIT_TMPFS           8
#define LIMIT_TMPFS_MB        4096 /* one */
#define LIMIT_IMAGE_VOLUMES   16   /* of an image, where a root is read-only */
#define LIMIT_PORTS           16
#define LIMIT_PORT_LABEL      64
#define LIMIT_VALUE           1000000 /* points */
#define LIMIT_FLAG            1024    /* one flag, made or handed in */
#define LIMIT_FLAG_TEMPLATE   255
#define LIMIT_FLAG_MADE       255 /* one instance's own flag */
#define LIMIT_WARM            200 /* of one challenge */
#define LIMIT_QUOTA           100 /* instances of one owner */

/* The contest */
#define LIMIT_FLAG        1024 /* a flag, and what is handed in for one */
#define LIMIT_FLAGS       64   /* of one challenge; hints and files too */
#define LIMIT_HINT        (16 * 1024)
#define LIMIT_AWARD_TEXT  1000
#define LIMIT_TAGS        512
#define LIMIT_REQUIRES    64
#define LIMIT_FILE        (32 * 1024 * 1024)
#define LIMIT_UPLOAD      (LIMIT_FILE + 64 * 1024) /* a form with one */
#define LIMIT_FILE_NAME   200
#define LIMIT_TOP         50 /* accounts of the board's graph */

/* Challenges as a folder */
#define LIMIT_TRANSFER         1000  /* challenges */
#define LIMIT_TRANSFER_ENTRIES 50000 /* files and folders looked at */

/* A whole event as an archive */
#define LIMIT_EVENT         (8LL * 1024 * 1024 * 1024) /* unpacked */
#define LIMIT_EVENT_ENTRIES 200000
#define LIMIT_EVENT_ROWS    (8 * 1024 * 1024) /* one file of rows */

/* Settings */
#define LIMIT_SETTING 1024

/* Lists */
#define LIMIT_PAGE          100 /* rows of one page of a list */
#define LIMIT_EXPORT        10000 /* instances of one CSV file */
#define LIMIT_OWN_INSTANCES 200 /* of one account, shown at once */

/* The engine's answers */
#define LIMIT_ENGINE_BODY  (64 * 1024 * 1024)
#define LIMIT_ENGINE_LINE  (256 * 1024) /* one event, one progress line */
#define LIMIT_ENGINE_DEPTH 64
#define LIMIT_ENGINE_NODES 4000000
#define LIMIT_LOG_TAIL     (256 * 1024) /* of a container's log */
#define LIMIT_PULLS        2   /* images pulled at a time */
#define LIMIT_PULLS_KEPT   8   /* remembered, ended ones too */
#define LIMIT_PULL_LAYERS  128 /* of one image; the engine takes 127 */

#endif
