package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;

/**
 * A task that is to be started, with all that its description is made from.
 *
 * @param taken from the offer
 * @param groupRole whether the top-level group around the app enforces its role
 */
public record TaskLaunch(
    TaskId task, App app, Placement place, Resources taken, boolean groupRole) {}
