// Runs a shell command so many times on a cluster, restarts what failed, and ends when all have
// finished: shell-tasks MASTER [TASKS [COMMAND]]. On mesos-go, as it is.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/user"
	"strconv"
	"strings"

	mesos "github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/backoff"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/controller"
	"github.com/mesos/mesos-go/api/v1/lib/extras/store"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpsched"
	"github.com/mesos/mesos-go/api/v1/lib/resources"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/events"
	"time"
)

const aLongTime = 3600.0

// wanted is one of the tasks we want, in its current try.
type wanted struct{ number, attempt int }

func (w wanted) id() string { return fmt.Sprintf("shell-%d.%d", w.number, w.attempt) }

// framework holds everything the events change; they come one after the other.
type framework struct {
	master   calls.Caller
	command  string
	waiting  []wanted
	launched map[string]wanted
	needed   mesos.Resources
	done     context.CancelFunc
}

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: shell-tasks MASTER [TASKS [COMMAND]]")
	}
	master, tasks, command := os.Args[1], 3, "echo task $TASK, attempt $ATTEMPT"
	if len(os.Args) > 2 {
		n, err := strconv.Atoi(os.Args[2])
		if err != nil {
			log.Fatal(err)
		}
		tasks = n
	}
	if len(os.Args) > 3 {
		command = os.Args[3]
	}
	ctx, cancel := context.WithCancel(context.Background())
	id := store.NewInMemorySingleton()
	f := &framework{
		command:  command,
		launched: map[string]wanted{},
		needed:   mesos.Resources{resources.NewCPUs(0.1).Resource, resources.NewMemory(32).Resource},
		done:     cancel,
	}
	for n := 1; n <= tasks; n++ {
		f.waiting = append(f.waiting, wanted{n, 1})
	}
	client := httpsched.NewCaller(httpcli.New(
		httpcli.Endpoint(strings.TrimRight(master, "/")+"/api/v1/scheduler"),
		httpcli.Codec(codecs.ByMediaType[codecs.MediaTypeProtobuf]),
		httpcli.Do(httpcli.With(httpcli.Timeout(10*time.Second))),
	))
	f.master = calls.CallerFunc(func(ctx context.Context, c *scheduler.Call) (mesos.Response, error) {
		if known, _ := id.Get(); known != "" {
			c.FrameworkID = &mesos.FrameworkID{Value: known}
		}
		return client.Call(ctx, c)
	})
	me, _ := user.Current()
	info := &mesos.FrameworkInfo{User: me.Username, Name: "shell-tasks (Go)"}
	err := controller.Run(ctx, info, f.master,
		controller.WithEventHandler(events.Handlers{
			scheduler.Event_SUBSCRIBED: controller.TrackSubscription(id, 60*time.Second),
			scheduler.Event_OFFERS:     events.HandlerFunc(f.offers),
			scheduler.Event_UPDATE:     controller.AckStatusUpdates(f.master).Handle(events.HandlerFunc(f.update)),
			scheduler.Event_ERROR: events.HandlerFunc(func(_ context.Context, e *scheduler.Event) error {
				return fmt.Errorf("refused: %s", e.GetError().GetMessage())
			}),
		}),
		controller.WithFrameworkID(store.GetIgnoreErrors(id)),
		controller.WithRegistrationTokens(backoff.Notifier(time.Second, 15*time.Second, ctx.Done())),
		controller.WithSubscriptionTerminated(func(err error) {
			if err != nil && ctx.Err() == nil {
				log.Println("disconnected:", err)
			}
		}),
	)
	if ctx.Err() == nil {
		log.Fatal(err)
	}
	fmt.Printf("all %d tasks have finished\n", tasks)
}

func (f *framework) offers(ctx context.Context, e *scheduler.Event) error {
	for _, offer := range e.GetOffers().GetOffers() {
		var tasks []mesos.TaskInfo
		left := mesos.Resources(offer.Resources)
		for len(f.waiting) > 0 && resources.ContainsAll(resources.Flatten(left), f.needed) {
			next := f.waiting[0]
			f.waiting = f.waiting[1:]
			f.launched[next.id()] = next
			tasks = append(tasks, f.task(next, offer.AgentID))
			left = left.Subtract(f.needed...)
		}
		call := calls.Decline(offer.ID)
		if len(tasks) > 0 {
			call = calls.Accept(calls.OfferOperations{calls.OpLaunch(tasks...)}.WithOffers(offer.ID))
		}
		if err := calls.CallNoData(ctx, f.master, call.With(calls.RefuseSeconds(aLongTime*time.Second))); err != nil {
			return err
		}
	}
	return nil
}

func (f *framework) task(w wanted, agent mesos.AgentID) mesos.TaskInfo {
	command := mesos.CommandInfo{Value: &f.command, Environment: &mesos.Environment{}}
	for name, value := range map[string]int{"TASK": w.number, "ATTEMPT": w.attempt} {
		text := strconv.Itoa(value)
		command.Environment.Variables = append(command.Environment.Variables,
			mesos.Environment_Variable{Name: name, Value: &text})
	}
	return mesos.TaskInfo{
		Name: w.id(), TaskID: mesos.TaskID{Value: w.id()}, AgentID: agent,
		Resources: f.needed, Command: &command,
	}
}

func (f *framework) update(ctx context.Context, e *scheduler.Event) error {
	status := e.GetUpdate().GetStatus()
	w, ours := f.launched[status.TaskID.Value]
	if !ours {
		return nil
	}
	fmt.Printf("%s is %s %s\n", w.id(), status.GetState(), status.GetMessage())
	switch status.GetState() {
	case mesos.TASK_STAGING, mesos.TASK_STARTING, mesos.TASK_RUNNING, mesos.TASK_KILLING:
		return nil
	case mesos.TASK_FINISHED:
		delete(f.launched, w.id())
	default:
		delete(f.launched, w.id())
		f.waiting = append(f.waiting, wanted{w.number, w.attempt + 1})
		return calls.CallNoData(ctx, f.master, calls.Revive())
	}
	if len(f.waiting) == 0 && len(f.launched) == 0 {
		err := calls.CallNoData(ctx, f.master, &scheduler.Call{Type: scheduler.Call_TEARDOWN})
		f.done()
		return err
	}
	return nil
}
