/** The edge towards HTTP: limits, request ids, strict JSON, and errors of one shape. */
package dev.stadion.dropwizard.http;
