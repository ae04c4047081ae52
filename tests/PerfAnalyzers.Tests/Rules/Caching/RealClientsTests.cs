using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>Clients and caches as their packages have them: the stand-ins of other cases may be wrong, these are not.</summary>
public sealed class RealClientsTests
{
    private const string Using = """
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Configuration;

        """;

    [Theory]
    [InlineData("gRPC", "using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(\"https://rates\"); await channel.ConnectAsync();", "Warning")]
    [InlineData("Redis", "await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(config[\"redis\"]!); await redis.GetDatabase().StringSetAsync(\"a\", id);", "Warning")]
    [InlineData("Redis, blocking", "using var redis = StackExchange.Redis.ConnectionMultiplexer.Connect(config[\"redis\"]!); redis.GetDatabase().StringSet(\"a\", id);", "Warning")]
    [InlineData("MongoDB", "var mongo = new MongoDB.Driver.MongoClient(config[\"mongo\"]!); await mongo.GetDatabase(\"shop\").DropCollectionAsync(id);", "Info")]
    [InlineData("Cosmos", "using var cosmos = new Microsoft.Azure.Cosmos.CosmosClient(config[\"cosmos\"]!); await cosmos.GetContainer(\"shop\", \"orders\").ReadItemStreamAsync(id, default);", "Warning")]
    [InlineData("DynamoDB", "using var dynamo = new Amazon.DynamoDBv2.AmazonDynamoDBClient(); await dynamo.DescribeTableAsync(id);", "Info")]
    [InlineData("S3", "using var s3 = new Amazon.S3.AmazonS3Client(); await s3.ListBucketsAsync();", "Info")]
    [InlineData("SQS", "using var sqs = new Amazon.SQS.AmazonSQSClient(); await sqs.SendMessageAsync(\"orders\", id);", "Info")]
    [InlineData("Npgsql", "await using var source = Npgsql.NpgsqlDataSource.Create(config[\"db\"]!); await using var command = source.CreateCommand(\"select 1\"); await command.ExecuteScalarAsync();", "Warning")]
    [InlineData("Rabbit", "var factory = new RabbitMQ.Client.ConnectionFactory { HostName = \"mq\" }; await using var connection = await factory.CreateConnectionAsync(); await using var channel = await connection.CreateChannelAsync();", "Warning")]
    [InlineData("Kafka", "using var producer = new Confluent.Kafka.ProducerBuilder<string, string>(new Confluent.Kafka.ProducerConfig { BootstrapServers = \"kafka\" }).Build(); await producer.ProduceAsync(\"orders\", new Confluent.Kafka.Message<string, string> { Key = id, Value = id });", "Warning")]
    [InlineData("Service Bus", "await using var bus = new Azure.Messaging.ServiceBus.ServiceBusClient(config[\"bus\"]!); await using var sender = bus.CreateSender(\"orders\"); await sender.SendMessageAsync(new Azure.Messaging.ServiceBus.ServiceBusMessage(id));", "Warning")]
    [InlineData("Event Hubs", "await using var events = new Azure.Messaging.EventHubs.Producer.EventHubProducerClient(config[\"hub\"]!, \"orders\"); await events.GetPartitionIdsAsync();", "Warning")]
    [InlineData("NATS", "await using var nats = new NATS.Client.Core.NatsConnection(); await nats.PingAsync();", "Warning")]
    [InlineData("blobs", "var blobs = new Azure.Storage.Blobs.BlobServiceClient(config[\"blobs\"]!); await blobs.GetBlobContainerClient(\"a\").DeleteBlobIfExistsAsync(id);", "Info")]
    [InlineData("queues", "var queue = new Azure.Storage.Queues.QueueClient(config[\"queue\"]!, \"orders\"); await queue.SendMessageAsync(id);", "Info")]
    [InlineData("tables", "var table = new Azure.Data.Tables.TableClient(config[\"table\"]!, \"orders\"); await table.DeleteEntityAsync(id, id);", "Info")]
    [InlineData("secrets", "var secrets = new Azure.Security.KeyVault.Secrets.SecretClient(new Uri(\"https://vault\"), new Azure.Identity.DefaultAzureCredential()); await secrets.GetSecretAsync(id);", "Info")]
    [InlineData("search in Azure", "var search = new Azure.Search.Documents.SearchClient(new Uri(\"https://search\"), \"orders\", new Azure.AzureKeyCredential(\"key\")); await search.GetDocumentCountAsync();", "Info")]
    [InlineData("Google Storage", "using var storage = await Google.Cloud.Storage.V1.StorageClient.CreateAsync(); await storage.DeleteObjectAsync(\"a\", id);", "Warning")]
    [InlineData("Elasticsearch", "var elastic = new Elastic.Clients.Elasticsearch.ElasticsearchClient(new Uri(\"http://elastic\")); await elastic.PingAsync();", "Warning")]
    [InlineData("NEST", "var elastic = new Nest.ElasticClient(new Uri(\"http://elastic\")); await elastic.PingAsync();", "Warning")]
    [InlineData("SendGrid", "var mail = new SendGrid.SendGridClient(config[\"key\"]!); await mail.RequestAsync(SendGrid.BaseClient.Method.GET);", "Warning")]
    [InlineData("REST", "using var rest = new RestSharp.RestClient(\"https://rates\"); await rest.ExecuteAsync(new RestSharp.RestRequest(id));", "Warning")]
    [InlineData("mail per recipient", "foreach (var to in ids) { using var smtp = new MailKit.Net.Smtp.SmtpClient(); await smtp.ConnectAsync(\"mail\"); await smtp.SendAsync(new MimeKit.MimeMessage { Subject = to }); }", "Info")]
    [InlineData("consumer of Kafka", "using var consumer = new Confluent.Kafka.ConsumerBuilder<string, string>(new Confluent.Kafka.ConsumerConfig { BootstrapServers = \"kafka\", GroupId = \"shop\" }).Build(); consumer.Subscribe(\"orders\"); consumer.Consume(100); await Task.Yield();", "Warning")]
    [InlineData("mail once", "using var smtp = new MailKit.Net.Smtp.SmtpClient(); await smtp.ConnectAsync(\"mail\"); await smtp.SendAsync(new MimeKit.MimeMessage { Subject = id });", null)]
    [InlineData("database of Redis", "var db = redis.GetDatabase(); await db.StringSetAsync(\"a\", id);", null)]
    [InlineData("connection to a database", "await using var connection = new Npgsql.NpgsqlConnection(config[\"db\"]!); await connection.OpenAsync();", null)]
    [InlineData("message of HTTP", "using var message = new System.Net.Http.HttpRequestMessage(System.Net.Http.HttpMethod.Get, \"https://rates\"); await http.SendAsync(message);", null)]
    public async Task Client_per_request(string name, string body, string? severity)
    {
        var reports = await Reports<ClientPerCall>($$"""
            public class Shops(IConfiguration config, StackExchange.Redis.IConnectionMultiplexer redis, System.Net.Http.HttpClient http) : ControllerBase
            {
                public object[] All => [config, redis, http];
                public async Task Put(string id, List<string> ids) { {{body}} }
            }
            """);
        Assert.True(reports is [var one] ? one == severity : reports.IsEmpty && severity is null, $"{name}: {string.Join(", ", reports)}");
    }

    [Theory]
    [InlineData("Redis", "StackExchange.Redis.IDatabase", "string? text = await cache.StringGetAsync(\"text:\" + id); n += text?.Length ?? 0;", true)]
    [InlineData("Redis, blocking", "StackExchange.Redis.IDatabase", "string? text = cache.StringGet(\"text:\" + id); n += text?.Length ?? 0;", true)]
    [InlineData("fields of one hash", "StackExchange.Redis.IDatabase", "string? text = await cache.HashGetAsync(\"texts\", \"f\" + id); n += text?.Length ?? 0;", true)]
    [InlineData("members of one set", "StackExchange.Redis.IDatabase", "n += await cache.SetContainsAsync(\"all\", \"f\" + id) ? 1 : 0;", true)]
    [InlineData("scores of one set", "StackExchange.Redis.IDatabase", "n += await cache.SortedSetScoreAsync(\"all\", \"f\" + id) > 1 ? 1 : 0;", true)]
    [InlineData("fields of many hashes", "StackExchange.Redis.IDatabase", "string? text = await cache.HashGetAsync(\"texts:\" + id, \"f\"); n += text?.Length ?? 0;", false)]
    [InlineData("FreeRedis", "FreeRedis.RedisClient", "n += cache.Get(\"text:\" + id).Length;", true)]
    [InlineData("FreeRedis, awaited", "FreeRedis.RedisClient", "n += (await cache.GetAsync(\"text:\" + id)).Length;", true)]
    [InlineData("CSRedis", "CSRedis.CSRedisClient", "n += cache.Get(\"text:\" + id).Length;", true)]
    [InlineData("CSRedis, awaited", "CSRedis.CSRedisClient", "n += (await cache.GetAsync(\"text:\" + id)).Length;", true)]
    [InlineData("FusionCache", "ZiggyCreatures.Caching.Fusion.IFusionCache", "n += (await cache.GetOrDefaultAsync<string>(\"text:\" + id))?.Length ?? 0;", false)]
    public async Task Cache_per_element(string name, string type, string body, bool isReported)
    {
        var reports = await Reports<CacheRoundTripPerElement>($$"""
            public class Texts({{type}} cache)
            {
                public object All => cache;
                public async Task<int> Count(List<int> ids) { await Task.Yield(); var n = 0; foreach (var id in ids) { {{body}} } return n; }
            }
            """);
        Assert.True(reports.Length == (isReported ? 1 : 0), $"{name}: {string.Join(", ", reports)}");
    }

    private static async Task<ImmutableArray<string>> Reports<TRule>(string source)
        where TRule : DiagnosticAnalyzer, new()
    {
        var compilation = AllRules.Prepared().AddReferences(ClientPackages.References).AddSyntaxTrees(AllRules.Parse(Using + source));
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var reports = await compilation.WithAnalyzers([new TRule()]).GetAnalyzerDiagnosticsAsync();
        return [.. reports.Select(static report => report.Severity.ToString())];
    }
}
