/* Made by build-aux/profile-sentences from data/profiles, for translators alone. */

/* Translators: What a service does */
N_ ("Answers many requests in a file within a day.")

/* Translators: What a service does */
N_ ("Follows long-running operations of Azure's services.")

/* Translators: What a service does */
N_ ("Gives videos and recordings the voices of other languages.")

/* Translators: What a service does */
N_ ("Makes models in three dimensions from words or a picture, and textures them.")

/* Translators: What a service does */
N_ ("Makes models in three dimensions from words.")

/* Translators: What a service does */
N_ ("Makes music and sounds from words.")

/* Translators: What a service does */
N_ ("Makes pictures from words.")

/* Translators: What a service does */
N_ ("Makes pictures on a computer of your own, from graphs of nodes.")

/* Translators: What a service does */
N_ ("Makes pictures on the computers of volunteers.")

/* Translators: What a service does */
N_ ("Makes pictures with FLUX.")

/* Translators: What a service does */
N_ ("Makes videos and pictures with Dream Machine.")

/* Translators: What a service does */
N_ ("Makes videos from words with Grok Imagine.")

/* Translators: What a service does */
N_ ("Makes videos from words.")

/* Translators: What a service does */
N_ ("Makes videos with sound from words.")

/* Translators: What a service does */
N_ ("Makes videos with the models of many makers.")

/* Translators: What a service does */
N_ ("Queues of your own on Redis, through their dashboard.")

/* Translators: What a service does */
N_ ("Runs ComfyUI workflows in Comfy's cloud.")

/* Translators: What a service does */
N_ ("Runs ComfyUI workflows, on a computer of your own or in Comfy's cloud.")

/* Translators: What a service does */
N_ ("Runs models for pictures, video and sound through a queue.")

/* Translators: What a service does */
N_ ("Runs public and private models for pictures, video, sound and text.")

/* Translators: What a service does */
N_ ("Runs scripts on a cluster, over slurmrestd of Slurm 22.05 to 23.11.")

/* Translators: What a service does */
N_ ("Runs scripts on a cluster, over slurmrestd of Slurm 24.11 and later.")

/* Translators: What a service does */
N_ ("Runs the flows of deployments, on Prefect Cloud or a server of your own.")

/* Translators: What a service does */
N_ ("Runs the tasks of Celery workers.")

/* Translators: What a service does */
N_ ("Runs the workflows of a repository.")

/* Translators: What a service does */
N_ ("Writes down what is said in a recording.")

/* Translators: Where the key or token for a service comes from */
N_ ("A key of the resource, from its page Keys and Endpoint in the Azure portal")

/* Translators: Where the key or token for a service comes from */
N_ ("A personal access token that may write Actions, from github.com/settings/tokens")

/* Translators: Where the key or token for a service comes from */
N_ ("A token, if the server has several users")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, for Prefect Cloud, or PREFECT_API_AUTH_STRING; the address is that of PREFECT_API_URL")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from aihorde.net/register; 0000000000 is anonymous")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from aistudio.google.com/apikey")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from app.leonardo.ai/api-access")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from assemblyai.com/dashboard")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from console.x.ai")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from dashboard.bfl.ai")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from elevenlabs.io/app/settings/api-keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from fal.ai/dashboard/keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from lumalabs.ai/api/keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from meshy.ai/settings/api")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from openrouter.ai/settings/keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from platform.comfy.org/profile/api-keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from platform.comfy.org; a server of your own may need none")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from platform.openai.com/api-keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from platform.stability.ai/account/keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API key, from platform.tripo3d.ai/api-keys")

/* Translators: Where the key or token for a service comes from */
N_ ("An API secret, from dev.runwayml.com")

/* Translators: Where the key or token for a service comes from */
N_ ("An API token, from replicate.com/account/api-tokens")

/* Translators: Where the key or token for a service comes from */
N_ ("The name and the password of Flower, with a colon between them, if it asks for them")

/* Translators: Where the key or token for a service comes from */
N_ ("The name and the password of the dashboard, with a colon between them, if it asks for them")

/* Translators: Where the key or token for a service comes from */
N_ ("The name of your user, a colon, and a token, from “scontrol token”")

/* Translators: A field of the form for a new task */
N_ ("Address of the Recording")

/* Translators: A field of the form for a new task */
N_ ("Arguments")

/* Translators: A field of the form for a new task */
N_ ("Branch")

/* Translators: A field of the form for a new task */
N_ ("Data")

/* Translators: A field of the form for a new task */
N_ ("Deployment")

/* Translators: A field of the form for a new task */
N_ ("Directory")

/* Translators: A field of the form for a new task */
N_ ("Endpoint")

/* Translators: A field of the form for a new task */
N_ ("Face Limit")

/* Translators: A field of the form for a new task */
N_ ("Field of the Prompt")

/* Translators: A field of the form for a new task */
N_ ("First Picture")

/* Translators: A field of the form for a new task */
N_ ("First Picture’s Address")

/* Translators: A field of the form for a new task */
N_ ("From")

/* Translators: A field of the form for a new task */
N_ ("From Language")

/* Translators: A field of the form for a new task */
N_ ("Graph")

/* Translators: A field of the form for a new task */
N_ ("Height")

/* Translators: A field of the form for a new task */
N_ ("Highest Resolution")

/* Translators: A field of the form for a new task */
N_ ("Input File")

/* Translators: A field of the form for a new task */
N_ ("Inputs")

/* Translators: A field of the form for a new task */
N_ ("Into Language")

/* Translators: A field of the form for a new task */
N_ ("Job")

/* Translators: A field of the form for a new task */
N_ ("Kind")

/* Translators: A field of the form for a new task */
N_ ("Language")

/* Translators: A field of the form for a new task */
N_ ("Length")

/* Translators: A field of the form for a new task */
N_ ("Minutes")

/* Translators: A field of the form for a new task */
N_ ("Model")

/* Translators: A field of the form for a new task */
N_ ("Named Arguments")

/* Translators: A field of the form for a new task */
N_ ("Negative Prompt")

/* Translators: A field of the form for a new task */
N_ ("Node of the Prompt")

/* Translators: A field of the form for a new task */
N_ ("Operation")

/* Translators: A field of the form for a new task */
N_ ("Options")

/* Translators: A field of the form for a new task */
N_ ("Parameters")

/* Translators: A field of the form for a new task */
N_ ("Partition")

/* Translators: A field of the form for a new task */
N_ ("Physically Based Materials")

/* Translators: A field of the form for a new task */
N_ ("Picture")

/* Translators: A field of the form for a new task */
N_ ("Picture as Prompt")

/* Translators: A field of the form for a new task */
N_ ("Picture to Begin With")

/* Translators: A field of the form for a new task */
N_ ("Picture to Change")

/* Translators: A field of the form for a new task */
N_ ("Pictures")

/* Translators: A field of the form for a new task */
N_ ("Polygons")

/* Translators: A field of the form for a new task */
N_ ("Processes")

/* Translators: A field of the form for a new task */
N_ ("Prompt")

/* Translators: A field of the form for a new task */
N_ ("Queue")

/* Translators: A field of the form for a new task */
N_ ("Recording")

/* Translators: A field of the form for a new task */
N_ ("Repository")

/* Translators: A field of the form for a new task */
N_ ("Resolution")

/* Translators: A field of the form for a new task */
N_ ("Script")

/* Translators: A field of the form for a new task */
N_ ("Seconds")

/* Translators: A field of the form for a new task */
N_ ("Seed")

/* Translators: A field of the form for a new task */
N_ ("Size")

/* Translators: A field of the form for a new task */
N_ ("Sound")

/* Translators: A field of the form for a new task */
N_ ("Speakers")

/* Translators: A field of the form for a new task */
N_ ("Stage")

/* Translators: A field of the form for a new task */
N_ ("Style")

/* Translators: A field of the form for a new task */
N_ ("Task")

/* Translators: A field of the form for a new task */
N_ ("Task of the Shape")

/* Translators: A field of the form for a new task */
N_ ("Texture")

/* Translators: A field of the form for a new task */
N_ ("Texture Quality")

/* Translators: A field of the form for a new task */
N_ ("Title")

/* Translators: A field of the form for a new task */
N_ ("Topology")

/* Translators: A field of the form for a new task */
N_ ("Variants")

/* Translators: A field of the form for a new task */
N_ ("Width")

/* Translators: A field of the form for a new task */
N_ ("Workflow")

/* Translators: A field of the form for a new task */
N_ ("Workflow File")

/* Translators: A choice in the form for a new task */
N_ ("A Picture")

/* Translators: A choice in the form for a new task */
N_ ("Chosen by the Prompt")

/* Translators: A choice in the form for a new task */
N_ ("Coral")

/* Translators: A choice in the form for a new task */
N_ ("Flame")

/* Translators: A choice in the form for a new task */
N_ ("Flow")

/* Translators: A choice in the form for a new task */
N_ ("Landscape")

/* Translators: A choice in the form for a new task */
N_ ("Marble")

/* Translators: A choice in the form for a new task */
N_ ("Shape")

/* Translators: A choice in the form for a new task */
N_ ("Text")

/* Translators: A choice in the form for a new task */
N_ ("Words")
