package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.scheduling.resource.Resources;

/**
 * An instance of a pod that is to be started, with all that its description is made from.
 *
 * @param pod its definition
 * @param taken from the offer, for all of its containers and their executor
 * @param groupRole whether the top-level group around the pod enforces its role
 */
public record PodLaunch(
    InstanceId instance,
    int incarnation,
    App pod,
    Placement place,
    Resources taken,
    boolean groupRole) {}
