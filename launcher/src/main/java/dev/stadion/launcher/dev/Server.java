package dev.stadion.launcher.dev;

import dev.stadion.launcher.command.Role;
import java.net.URI;

/** One server of a running suite, and where it is. */
record Server(Role role, URI api, URI admin) {}
