/** Starts and stops a service, alone or beside others in one process. */
package dev.stadion.dropwizard.service;
