// Command egress runs LiveKit's egress service out of its library packages. The program of upstream embeds a built web
// page that its Go module does not carry; the page of ours is served by Foyer (template_base in the configuration).
//
// The service starts one process for each recording: the program "egress" on PATH, with the verb run-handler.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/egress/pkg/config"
	"github.com/livekit/egress/pkg/handler"
	"github.com/livekit/egress/pkg/server"
	"github.com/livekit/egress/pkg/service"
	"github.com/livekit/protocol/redis"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
)

const (
	orphanCheckEvery = 500 * time.Millisecond
	// How long a recording whose service is gone may take to finish its file.
	orphanGrace = 5 * time.Second
)

func main() {
	// Else the next line that is logged would end a process whose reader was killed, before it has cleaned up.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	run, args := serve, os.Args[1:]
	if len(args) > 0 && args[0] == "run-handler" {
		run, args = handle, args[1:]
	}
	if err := run(args); err != nil {
		fmt.Fprintln(os.Stderr, "egress:", err)
		os.Exit(1)
	}
}

// serve takes requests until it is told to end: after SIGTERM recordings go on to their end, after SIGINT they are stopped.
func serve(args []string) error {
	flags := flag.NewFlagSet("egress", flag.ExitOnError)
	file := flags.String("config", "", "YAML configuration file")
	_ = flags.Parse(args)
	text, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	conf, err := config.NewServiceConfig(string(text))
	if err != nil {
		return err
	}
	bus, err := connect(conf.Redis)
	if err != nil {
		return err
	}
	client, err := service.NewIOClient(bus)
	if err != nil {
		return err
	}
	svc, err := server.NewServer(conf, bus, client)
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		for received := range signals {
			svc.Shutdown(true, received == syscall.SIGINT)
		}
	}()
	return svc.Run()
}

// handle makes one recording. Upstream gives it a session of its own, so nothing else would end it with its service.
func handle(args []string) error {
	service := os.Getppid()
	// Where chromedp writes down every event of a newer browser that it does not know.
	log.SetOutput(io.Discard)
	flags := flag.NewFlagSet("run-handler", flag.ExitOnError)
	body := flags.String("config", "", "YAML configuration")
	text := flags.String("request", "", "request, as protobuf JSON")
	_ = flags.Parse(args)
	if !ensureAAC() {
		fmt.Fprintln(os.Stderr, "egress: GStreamer has no AAC encoder")
	}
	request := &rpc.StartEgressRequest{}
	if err := protojson.Unmarshal([]byte(*text), request); err != nil {
		return err
	}
	conf, err := config.NewPipelineConfig(*body, request)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(conf.TmpDir, 0o700); err != nil {
		return err
	}
	_ = os.Setenv("TMPDIR", conf.TmpDir)
	bus, err := connect(conf.Redis)
	if err != nil {
		return err
	}
	h, err := handler.NewHandler(conf, bus)
	if err != nil {
		return err
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, syscall.SIGINT)
	go func() {
		<-interrupted
		h.Kill()
	}()
	go endWithout(service, h.Kill)
	h.Run()
	return nil
}

// endWithout stops the recording when its service is gone, and then all that it had started: its browser and display.
func endWithout(service int, stop func()) {
	for os.Getppid() == service {
		time.Sleep(orphanCheckEvery)
	}
	go stop()
	time.Sleep(orphanGrace)
	_ = syscall.Kill(-os.Getpid(), syscall.SIGKILL)
}

func connect(conf *redis.RedisConfig) (psrpc.MessageBus, error) {
	client, err := redis.GetRedisClient(conf)
	if err != nil {
		return nil, err
	}
	if client == nil {
		return nil, errors.New("redis is required")
	}
	return psrpc.NewRedisMessageBus(client), nil
}
