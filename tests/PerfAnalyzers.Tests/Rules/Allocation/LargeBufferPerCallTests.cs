using PerfAnalyzers.Allocation;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.LargeBufferPerCall, PerfAnalyzers.Allocation.LargeBufferPerCallFix>;

namespace PerfAnalyzers.Tests;

public sealed class LargeBufferPerCallTests
{
    public static readonly Cases Firing = new()
    {
        { "copied per request", """
            public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task Get(Stream from)
                {
                    var buffer = [|new byte[128 * 1024]|];
                    int read;
                    while ((read = await from.ReadAsync(buffer, 0, buffer.Length)) > 0)
                    {
                        await Response.Body.WriteAsync(buffer, 0, read);
                    }
                }
            }
            """ },
        { "memory per request", """
            public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<int> Get(Stream from)
                {
                    var buffer = [|new byte[100_000]|];
                    return await from.ReadAsync(buffer);
                }
            }
            """ },
        { "constant by name", """
            public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                private const int Size = 1 << 20;
                public int Get(Stream from) { var buffer = [|new byte[Size]|]; return from.Read(buffer, 0, Size); }
            }
            """ },
        { "in nested loops", "class C { int M(List<List<Stream>> all) { var n = 0; foreach (var some in all) { foreach (var s in some) { var buffer = [|new byte[85_000]|]; n += s.Read(buffer, 0, 100); } } return n; } }" },
        { "characters in nested loops", "class C { int M(List<List<TextReader>> all) { var n = 0; foreach (var some in all) { foreach (var s in some) { var buffer = [|new char[65536]|]; n += s.Read(buffer, 0, 100); } } return n; } }" },
        { "numbers in nested loops", "class C { int M(List<List<int>> all) { var n = 0; foreach (var some in all) { foreach (var s in some) { var counts = [|new int[32 * 1024]|]; counts[s & 1023]++; n += counts[3]; } } return n; } }" },
        { "references in nested loops", "class C { int M(List<List<int>> all) { var n = 0; foreach (var some in all) { foreach (var s in some) { var names = [|new string[16 * 1024]|]; names[s & 1023] = \"x\"; n += names[3].Length; } } return n; } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "in a loop", "class C { int M(List<Stream> all) { var n = 0; foreach (var s in all) { var buffer = [|new byte[100_000]|]; n += s.Read(buffer, 0, 100); } return n; } }" },
        { "in a while loop", "class C { int M(Queue<Stream> all) { var n = 0; while (all.TryDequeue(out var s)) { var buffer = [|new byte[100_000]|]; n += s.Read(buffer); } return n; } }" },
        { "handed to a method that only fills it", "class C { int M(List<Stream> all) { var n = 0; foreach (var s in all) { var buffer = [|new byte[100_000]|]; n += Fill(s, buffer); } return n; } static int Fill(Stream s, byte[] b) => s.Read(b, 0, b.Length); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "nothing is known of the caller", "class C { int M(Stream s) { var buffer = new byte[100_000]; return s.Read(buffer, 0, 100); } }" },
        { "small", "class C { int M(List<Stream> all) { var n = 0; foreach (var s in all) { var buffer = new byte[81920]; n += s.Read(buffer, 0, 100); } return n; } }" },
        { "just too small", "class C { int M(List<Stream> all) { var n = 0; foreach (var s in all) { var buffer = new byte[84_900]; n += s.Read(buffer, 0, 100); } return n; } }" },
        { "of unknown size", "class C { int M(List<Stream> all, int size) { var n = 0; foreach (var s in all) { var buffer = new byte[size]; n += s.Read(buffer, 0, 100); } return n; } }" },
        { "made before the loop", "class C { int M(List<Stream> all) { var n = 0; var buffer = new byte[100_000]; foreach (var s in all) { n += s.Read(buffer, 0, 100); } return n; } }" },
        { "kept", "class C { void M(List<Stream> all, List<byte[]> to) { foreach (var s in all) { var buffer = new byte[100_000]; to.Add(buffer); } } }" },
        { "returned", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { public byte[] Get(Stream from) { var buffer = new byte[100_000]; from.ReadExactly(buffer, 0, 100_000); return buffer; } }" },
        { "kept in a field", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { byte[]? _b; public int Get(Stream from) { var buffer = new byte[100_000]; _b = buffer; return from.Read(buffer, 0, 100_000); } }" },
        { "kept by a stream over it", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { public Stream Get(Stream from) { var buffer = new byte[100_000]; from.ReadExactly(buffer, 0, 100_000); return new MemoryStream(buffer); } }" },
        { "a read nobody waits for", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { public Task<int> Get(Stream from) { var buffer = new byte[100_000]; return from.ReadAsync(buffer, 0, 100_000); } }" },
        { "handed to unknown code", "interface ICodec { int Encode(byte[] to); } public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { int Get(ICodec codec) { var buffer = new byte[100_000]; return codec.Encode(buffer); } }" },
        { "captured", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { public Func<int> Get() { var buffer = new byte[100_000]; return () => buffer[3]; } }" },
        { "rented", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get(Stream from) { var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(100_000); try { return from.Read(buffer, 0, 100_000); } finally { System.Buffers.ArrayPool<byte>.Shared.Return(buffer); } } }" },
        { "in a field", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly byte[] s_buffer = new byte[100_000]; public int Get(Stream from) { lock (s_buffer) { return from.Read(s_buffer, 0, 100_000); } } }" },
        { "start-up", "class Program { static void Main(string[] args) { foreach (var arg in args) { var buffer = new byte[100_000]; File.OpenRead(arg).Read(buffer, 0, 100); } } }" },
        { "few passes", "class C { int M(Stream s) { var n = 0; for (var i = 0; i < 3; i++) { var buffer = new byte[100_000]; n += s.Read(buffer, 0, 100); } return n; } }" },
        { "thrown", "class C { int M(List<Stream> all) { foreach (var s in all) { try { s.Flush(); } catch (IOException) { var buffer = new byte[100_000]; return s.Read(buffer, 0, 100); } } return 0; } }" },
        { "kept for good", "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { static byte[]? s_table; public int Get(int i) { if (s_table is null) { var table = new byte[100_000]; table[3] = 1; s_table = table; } return s_table[i]; } }" },
        { "seeding", "class OrderSeeder { int Seed(List<Stream> all) { var n = 0; foreach (var s in all) { var buffer = new byte[100_000]; n += s.Read(buffer, 0, 100); } return n; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get(Stream from) { var buffer = [|new byte[100_000]|]; return from.Read(buffer, 0, 100_000); } }",
        "100,024 bytes of the large object heap for every request; rent the array from 'ArrayPool<byte>.Shared', or keep one");

    [Theory]
    [InlineData("return from.Read(buffer, 0, buffer.Length);", "", "return from.Read(buffer, 0, 100_000);")]
    [InlineData("return from.Read(buffer);", "", "return from.Read(buffer.AsSpan(0, 100_000));")]
    [InlineData("return await from.ReadAsync(buffer); // first", "", "return await from.ReadAsync(buffer.AsMemory(0, 100_000)); // first")]
    [InlineData("buffer[3]++;\n        return buffer[from.ReadByte()];", "Array.Clear(buffer, 0, 100_000);\n            ", "buffer[3]++;\n            return buffer[from.ReadByte()];")]
    public Task Rents(string before, string clear, string after)
    {
        const string Code = """
            public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<int> Get(Stream from)
                {
                    await Task.Yield();
                    var buffer = $1;
                    $2
                }
            }
            """;
        return Verify.Fixes(
            Code.Replace("$1", "[|new byte[100_000]|]", StringComparison.Ordinal).Replace("$2", before, StringComparison.Ordinal),
            Code.Replace("$1", "System.Buffers.ArrayPool<byte>.Shared.Rent(100_000)", StringComparison.Ordinal).Replace("$2", $$"""
                try
                        {
                            {{clear}}{{after}}
                        }
                        finally
                        {
                            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
                        }
                """, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var n = 0; foreach (var b in buffer) { n += b; } return n;")]
    [InlineData("Array.Reverse(buffer); return buffer[3];")]
    [InlineData("return buffer.AsSpan().IndexOf((byte)3);")]
    [InlineData("return buffer.Count(static b => b > 3);")]
    [InlineData("return Convert.ToBase64String(buffer).Length;")]
    [InlineData("return Sum(buffer);")]
    public Task Refuses(string code) => Verify.RefusesToFix(
        "public class FilesController : Microsoft.AspNetCore.Mvc.ControllerBase { static int Sum(byte[] all) { var n = 0; foreach (var b in all) { n += b; } return n; } public int Get(Stream from) {\nvar buffer = [|new byte[100_000]|];\n$\n} }".Replace("$", code, StringComparison.Ordinal));
}
