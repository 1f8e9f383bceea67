/** Pages for people, which every service has one of. */
package dev.stadion.dropwizard.ui;
