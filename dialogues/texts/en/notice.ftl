# Telegram messages to staff (the coordinators' bot). They never hold residents' words.

notice-title = Somebody is waiting for an answer
notice-title-urgent = URGENT: a sign of danger
notice-kind = Reason: { $kind }
notice-language = Language: { $language }
notice-since = Waiting since: { $since }
notice-open = Read and answer at the desk:

coordinator-linked = Linked to the account { $login }. You will hear here when somebody waits for an answer. We never send residents' words to this chat.
coordinator-no-code = This bot is for staff. To link it you need a code: log in to the desk, open your account and choose to link Telegram.
coordinator-bad-code = This code is not valid: it may have expired or been used already. You get a new one at the desk, in your account.
coordinator-help = You are told here when somebody waits for an answer. You answer at the desk: { $desk }. You can unlink this chat there, in your account.
coordinator-stranger = This bot is for the staff of the municipality. If you need help, please write to the bot for residents.
