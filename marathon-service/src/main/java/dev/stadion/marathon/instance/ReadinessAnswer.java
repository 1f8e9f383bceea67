package dev.stadion.marathon.instance;

/**
 * What a task said when it was asked whether it is ready (marathon.md §16).
 *
 * @param status of HTTP; 504 when it could not be asked
 */
public record ReadinessAnswer(int status, String contentType, String body) {}
