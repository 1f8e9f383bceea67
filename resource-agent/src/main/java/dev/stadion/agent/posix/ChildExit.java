package dev.stadion.agent.posix;

/**
 * How a child process ended.
 *
 * @param pid of the child, free for reuse from now on
 * @param signaled whether a signal ended it
 * @param code the exit status, or the signal
 */
public record ChildExit(int pid, boolean signaled, int code) {}
