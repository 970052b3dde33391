"""A worker of LiveKit's own framework for agents: it takes the jobs of one name, and shows in the call what it was handed."""

import os

from livekit.agents import JobContext, JobExecutorType, WorkerOptions, cli


async def work(job: JobContext) -> None:
    await job.connect()
    await job.room.local_participant.set_attributes({"handed": job.job.metadata})


if __name__ == "__main__":
    cli.run_app(
        WorkerOptions(
            entrypoint_fnc=work,
            agent_name=os.environ["AGENT_NAME"],
            # In the process of the worker, at any load, and with no port that somebody else may have.
            job_executor_type=JobExecutorType.THREAD,
            load_fnc=lambda: 0.0,
            num_idle_processes=1,
            port=0,
        )
    )
