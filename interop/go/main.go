// Does the calls of go-marathon against a real service, and waits as its users wait.
package main

import (
	"fmt"
	"net/url"
	"os"
	"time"

	marathon "github.com/gambol99/go-marathon"
)

const (
	web     = "/go/web"
	longest = time.Minute
)

func main() {
	config := marathon.NewDefaultConfig()
	config.URL = os.Args[1]
	config.EventsTransport = marathon.EventsTransportSSE
	client, err := marathon.NewClient(config)
	must(err)
	events, err := client.AddEventsListener(
		marathon.EventIDApplications | marathon.EventIDDeploymentSuccess | marathon.EventIDAPIRequest)
	must(err)
	seen := make(chan string, 10_000)
	go func() {
		for event := range events {
			seen <- event.Name
		}
	}()
	service(client)
	apps(client)
	tasks(client)
	groups(client)
	deployments(client)
	subscriptions(client)
	mistakes(client)
	deployed(client)(client.DeleteApplication(web, false))
	heard(seen, "api_post_event", "status_update_event", "deployment_success", "app_terminated_event")
	client.RemoveEventsListener(events)
	fmt.Println("all calls answered")
}

func service(client marathon.Marathon) {
	up, err := client.Ping()
	check(up && err == nil, "ping")
	var info *marathon.Info
	until("a framework id", func() bool {
		info, err = client.Info()
		return err == nil && info.FrameworkID != ""
	})
	check(info.Name == "marathon" && info.FrameworkID != "", "info")
	leader, err := client.Leader()
	must(err)
	check(leader == info.Leader, "leader")
	fmt.Println("service")
}

func apps(client marathon.Marathon) {
	app := marathon.NewDockerApplication().Name(web).CPU(0.05).Memory(16).Count(2).
		Command("exec python3 -m http.server --bind 127.0.0.1 $PORT0").
		AddPortDefinition(marathon.PortDefinition{Protocol: "tcp"}).
		AddLabel("team", "green").AddEnv("GREETING", "good day")
	app.Container = nil
	health := marathon.NewDefaultHealthCheck().SetPath("/").SetPortIndex(0)
	health.IntervalSeconds = 1
	app.AddHealthCheck(health)
	created, err := client.CreateApplication(app)
	must(err)
	check(created.ID == web && len(created.DeploymentIDs()) == 1, "created")
	must(client.WaitOnDeployment(created.DeploymentIDs()[0].DeploymentID, longest))
	must(client.WaitOnApplication(web, longest))
	until("health", func() bool {
		ok, err := client.ApplicationOK(web)
		return ok && err == nil
	})
	list, err := client.ListApplications(url.Values{"label": {"team==green"}})
	must(err)
	check(len(list) == 1 && list[0] == web, "list")
	whole, err := client.Applications(url.Values{
		"embed": {"apps.tasks", "apps.deployments", "apps.readiness", "apps.taskStats"}})
	must(err)
	check(len(whole.Apps) >= 1, "apps")
	read, err := client.ApplicationBy(web, &marathon.GetAppOpts{
		Embed: []string{"app.taskStats", "app.tasks", "app.counts"}})
	must(err)
	check(read.TasksHealthy == 2 && read.AllTaskRunning() && len(read.Tasks) == 2, "app")
	check(read.TaskStats["startedAfterLastScaling"].Stats.Counts["running"] == 2, "statistics")
	check(read.VersionInfo.LastConfigChangeAt != "", "version info")
	deployed(client)(client.ScaleApplicationInstances(web, 3, false))
	versions, err := client.ApplicationVersions(web)
	must(err)
	check(len(versions.Versions) == 2, "versions")
	oldest := versions.Versions[1]
	has, err := client.HasApplicationVersion(web, oldest)
	check(has && err == nil, "version")
	before, err := client.ApplicationByVersion(web, oldest)
	must(err)
	check(*before.Instances == 2, "instances of the first version")
	change := new(marathon.Application).Name(web).AddLabel("team", "lime")
	deployed(client)(client.UpdateApplication(change, false))
	deployed(client)(client.SetApplicationVersion(web, &marathon.ApplicationVersion{Version: oldest}))
	deployed(client)(client.RestartApplication(web, false))
	fmt.Println("apps")
}

// TaskEndpoints is left out, which works for apps with a Docker image only, and KillTask, which
// takes an app's id from a task's as it was written before Marathon 1.4.
func tasks(client marathon.Marathon) {
	all, err := client.AllTasks(&marathon.AllTasksOpts{Status: "running"})
	must(err)
	own, err := client.Tasks(web)
	must(err)
	check(len(all.Tasks) >= 2 && len(own.Tasks) == 2, "tasks")
	must(client.KillTasks([]string{own.Tasks[0].ID}, &marathon.KillTaskOpts{}))
	replaced(client, own.Tasks[0].ID)
	own, err = client.KillApplicationTasks(web, &marathon.KillApplicationTasksOpts{})
	must(err)
	check(len(own.Tasks) == 2, "killed all")
	replaced(client, own.Tasks[0].ID)
	replaced(client, own.Tasks[1].ID)
	fmt.Println("tasks")
}

func groups(client marathon.Marathon) {
	group := marathon.NewApplicationGroup("/go/teams")
	one := new(marathon.Application).Name("/go/teams/one").CPU(0.01).Memory(16).Count(1).
		Command("sleep 1000")
	group.App(one)
	must(client.CreateGroup(group))
	must(client.WaitOnGroup("/go/teams", longest))
	has, err := client.HasGroup("/go/teams")
	check(has && err == nil, "group")
	all, err := client.Groups()
	must(err)
	check(len(all.Groups) >= 1, "groups")
	by, err := client.GroupBy("/go/teams", &marathon.GetGroupOpts{Embed: []string{"group.apps"}})
	must(err)
	check(len(by.Apps) == 1, "apps of a group")
	two := new(marathon.Application).Name("/go/teams/two").CPU(0.01).Memory(16).Count(1).
		Command("sleep 1000")
	group.Apps = []*marathon.Application{two}
	deployed(client)(client.UpdateGroup("/go/teams", group, false))
	deployed(client)(client.DeleteGroup("/go/teams", true))
	has, err = client.HasGroup("/go/teams")
	check(!has && err == nil, "no group")
	fmt.Println("groups")
}

func deployments(client marathon.Marathon) {
	huge := new(marathon.Application).Name("/go/huge").CPU(100_000).Memory(16).Count(1).
		Command("sleep 1000")
	created, err := client.CreateApplication(huge)
	must(err)
	id := created.DeploymentIDs()[0].DeploymentID
	has, err := client.HasDeployment(id)
	check(has && err == nil, "deployment")
	list, err := client.Deployments()
	must(err)
	check(len(list) == 1 && list[0].AffectedApps[0] == "/go/huge" && list[0].TotalSteps == 2, "deployments")
	queue, err := client.Queue()
	must(err)
	check(len(queue.Items) == 1 && queue.Items[0].Application.ID == "/go/huge", "queue")
	must(client.DeleteQueueDelay("/go/huge"))
	_, err = client.UpdateApplication(huge.Memory(17), false)
	failure, ok := err.(*marathon.APIError)
	check(ok && failure.ErrCode == marathon.ErrCodeAppLocked, "locked")
	deployed(client)(client.DeleteDeployment(id, false))
	fmt.Println("deployments")
}

func subscriptions(client marathon.Marathon) {
	const callback = "http://127.0.0.1:9/go"
	must(client.Subscribe(callback))
	list, err := client.Subscriptions()
	must(err)
	check(len(list.CallbackURLs) == 1 && list.CallbackURLs[0] == callback, "subscriptions")
	must(client.Unsubscribe(callback))
	fmt.Println("subscriptions")
}

func mistakes(client marathon.Marathon) {
	_, err := client.Application("/nobody")
	failure, ok := err.(*marathon.APIError)
	check(ok && failure.ErrCode == marathon.ErrCodeNotFound, "not found")
	_, err = client.CreateApplication(
		new(marathon.Application).Name("/go/wrong").CPU(-1).Memory(16).Command("true"))
	failure, ok = err.(*marathon.APIError)
	check(ok && failure.ErrCode == marathon.ErrCodeInvalidBean, "invalid")
	_, err = client.CreateApplication(
		new(marathon.Application).Name(web).CPU(1).Memory(16).Command("true"))
	failure, ok = err.(*marathon.APIError)
	check(ok && failure.ErrCode == marathon.ErrCodeDuplicateID, "duplicate")
	fmt.Println("mistakes")
}

// deployed takes what a change returns, and waits until it is done.
func deployed(client marathon.Marathon) func(*marathon.DeploymentID, error) {
	return func(id *marathon.DeploymentID, err error) {
		must(err)
		must(client.WaitOnDeployment(id.DeploymentID, longest))
	}
}

func replaced(client marathon.Marathon, task string) {
	until("the end of "+task, func() bool {
		app, err := client.Application(web)
		must(err)
		for _, each := range app.Tasks {
			if each.ID == task {
				return false
			}
		}
		return app.TasksRunning == 2
	})
}

func heard(seen chan string, names ...string) {
	missing := map[string]bool{}
	for _, name := range names {
		missing[name] = true
	}
	end := time.After(longest)
	for len(missing) > 0 {
		select {
		case name := <-seen:
			delete(missing, name)
		case <-end:
			check(false, fmt.Sprint("events ", missing))
		}
	}
}

func until(what string, condition func() bool) {
	for end := time.Now().Add(longest); !condition(); time.Sleep(100 * time.Millisecond) {
		check(time.Now().Before(end), "in vain: "+what)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func check(holds bool, what string) {
	if !holds {
		panic(what)
	}
}
