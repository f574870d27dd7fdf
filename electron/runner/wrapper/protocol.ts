// How djcron and a host talk about one execution, and what lies there meanwhile. The programs are in start.ts, stop.ts and
// clean.ts; each is one `sh -c TEXT` on a channel of its own, or runs in a shell that the connection keeps (kept.ts), and
// depends on nothing but this page.
//
//   host   \nDJ NONCE ready                 its shell works and the execution is not known there; nothing is sent before
//   here   order lines, NONCE, script       by standard input; a short script as lines, ended by `NONCE.` (order.ts)
//   host   DJ NONCE begin PID START UP [N]  the script's session leader; UP: the host's uptime in 1/100 s, now; N: how many
//                                           more want to run there, for each of its processors
//   host   DJ NONCE out N + N bytes         stdout, from the offset that was asked for
//   host   DJ NONCE err N + N bytes         stderr
//   host   DJ NONCE use N UP + N bytes      lines of samples; UP as above
//   host   DJ NONCE up                      it is still there; nothing new
//   host   DJ NONCE hit PID COMMAND         was signalled by djcron
//   host   DJ NONCE left PID COMMAND        lives after the end; `-`: the host could not look who does
//   host   DJ NONCE end CODE WHY CS         the end; CODE `-`: not known; WHY: exit, cancel, timeout, idle-timeout,
//                                           output-limit, supervisor-lost; CS: 1/100 s since the script's start
//   host   DJ NONCE lost REASON             the end can never be known: rebooted, supervisor-killed
//   here   done                             all of it is stored: remove it
//   host   DJ NONCE clean
//
//   host   DJ NONCE none REASON             instead of ready, when it was only to be looked for: never-started, rebooted
//   host   DJ NONCE fail REASON             it was not started, and nothing is left there
//
// A folder of mode 700 an execution, named after it, in the first place that can be written; or a file of that name
// whose first line names a folder beside it (kept.ts):
//
//   script.NONCE  what was sent             out, err   the script's own output, appended by itself
//   wait.NONCE    PID START                who waits for an order; empty when it has come
//   claim         PID START BOOT START1     who supervises; made exclusively: one supervisor, whatever is sent twice
//                 T G I S E AT NAME         what a watcher that comes later keeps: timeout, grace, idle timeout, bytes, samples,
//                                           start (1/100 s), and the execution's name
//   lead          PID START                 who leads the script's session; made exclusively, before its first instruction:
//                                           this file is the start. `void`: it never started and never will
//   watch, follow PID START                 who keeps limits and samples, made exclusively; and who sends
//   use           lines of samples          seen       PID:START of all processes that were ever seen to be its own
//   nap           PID                      of the watcher's sleep
//   spent         NAME                     all is stored here, the folder is emptied and may go (kept.ts)
//   sent, look    (its time)               when who sends, and who watches, last asked for sizes
//   why           cancel, timeout, …        the first line counts
//   hit, left     PID COMMAND               swept      the watcher has done with ending it
//   end           CODE WHY CS ;             the result, written over blanks that were there from the beginning, so that a
//                                           full disk can be no reason to lose it; valid only when it is
//                                           read after its `;` was seen
//
// A process is its pid and its start time, on one boot (boot id, and start of pid 1 for containers): never a pid alone,
// never a clock.

export const word = 'DJ';

/** Environment variable that every process of an execution carries: how those that left the session are found. */
export const cookieVariable = 'DJCRON_EXECUTION';

/** So many blanks are laid down for the result. */
export const endBlanks = ' '.repeat(60);
