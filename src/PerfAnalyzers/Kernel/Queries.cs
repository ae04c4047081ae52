using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Where a query comes from.</summary>
internal enum QueryOrigin
{
    /// <summary>Not a query, an in-memory sequence behind <c>AsQueryable</c>, or code that does not compile.</summary>
    Memory,

    /// <summary>A database, proven by a <c>DbSet</c> or a raw SQL source, or an <c>IQueryable</c> of unknown root in a project that references an O/R mapper.</summary>
    Database,
}

/// <summary>A chain of query operators, from its root to the call that runs it.</summary>
/// <param name="Root">What the chain starts with: a <c>DbSet</c>, a parameter, a repository call.</param>
/// <param name="Operators">Composing calls in source order, through locals with one value.</param>
/// <param name="Origin">Where the rows come from.</param>
internal sealed record QueryChain(IOperation Root, ImmutableArray<IInvocationOperation> Operators, QueryOrigin Origin);

/// <summary>Reads chains of <c>IQueryable</c> operators.</summary>
internal sealed class Queries
{
    private const int MaximumDepth = 8;

    private readonly Facts _facts;
    private readonly INamedTypeSymbol? _queryable;
    private readonly INamedTypeSymbol? _queryableType;
    private readonly INamedTypeSymbol? _dbSet;
    private readonly bool _hasMapper;

    public Queries(Facts facts)
    {
        _facts = facts;
        _queryable = facts.Type("System.Linq.IQueryable");
        _queryableType = facts.Type("System.Linq.Queryable");
        _dbSet = facts.Type("Microsoft.EntityFrameworkCore.DbSet`1");
        HasOtherMapper =
            facts.Type("System.Data.Entity.DbSet`1") is not null ||
            facts.Type("LinqToDB.ITable`1") is not null ||
            facts.Type("NHibernate.ISession") is not null ||
            facts.Type("Marten.IQuerySession") is not null ||
            facts.Type("MongoDB.Driver.IMongoCollection`1") is not null ||
            facts.Type("Raven.Client.Documents.Session.IDocumentSession") is not null ||
            facts.Type("Volo.Abp.Domain.Repositories.IRepository") is not null;
        _hasMapper = _dbSet is not null || HasOtherMapper;
    }

    /// <summary>Whether the compilation can hold database queries at all.</summary>
    public bool HasMapper => _hasMapper;

    /// <summary>Whether queries can be those of a mapper other than Entity Framework Core.</summary>
    public bool HasOtherMapper { get; }

    /// <summary>Whether a type is <c>IQueryable</c> or implements it.</summary>
    public bool IsQueryable(ITypeSymbol? type)
    {
        if (type is null || _queryable is null || type.SpecialType != SpecialType.None)
        {
            return false;
        }

        return Knowledge.Inherits(type, _queryable) || SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, _queryable);
    }

    /// <summary>The chain whose last operator or root is <paramref name="source"/>; null when it is not a query.</summary>
    public QueryChain? Of(IOperation source)
    {
        source = Operations.Unconverted(source);
        if (!_hasMapper || !IsQueryable(source.Type))
        {
            return null;
        }

        var operators = ImmutableArray.CreateBuilder<IInvocationOperation>();
        var root = source;
        var origin = Trace(ref root, operators, 0);
        operators.Reverse();
        return new QueryChain(root, operators.ToImmutable(), origin);
    }

    /// <summary>Whether an operator call returns a query made from the query it is called on.</summary>
    public bool Composes(IInvocationOperation call) =>
        call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 && IsQueryable(call.Type) && IsQueryable(call.Arguments[0].Value.Type);

    private QueryOrigin Trace(ref IOperation root, ImmutableArray<IInvocationOperation>.Builder operators, int depth)
    {
        while (true)
        {
            root = Operations.Unconverted(root);
            switch (root)
            {
                case IInvocationOperation call when Composes(call):
                    operators.Add(call);
                    root = call.Arguments[0].Value;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "AsQueryable", Arguments.Length: 1 } wrap
                    when SymbolEqualityComparer.Default.Equals(wrap.TargetMethod.ContainingType, _queryableType):
                    var wrapped = Operations.Unconverted(wrap.Arguments[0].Value);
                    if (!IsQueryable(wrapped.Type))
                    {
                        return QueryOrigin.Memory;
                    }

                    root = wrapped;
                    continue;
                case ITranslatedQueryOperation translated:
                    root = translated.Operation;
                    continue;
                case IInvocationOperation { Instance: { } receiver } instance
                    when IsQueryable(receiver.Type) && IsQueryable(instance.Type) && (!IsDbSet(receiver.Type) || instance.TargetMethod.Name == "AsQueryable"):
                    root = receiver;
                    continue;
                case IInvalidOperation:
                    return QueryOrigin.Memory;
                case ILocalReferenceOperation local when depth < MaximumDepth:
                    return OfLocal(local, ref root, operators, depth);
                case IConditionalOperation { WhenFalse: { } otherwise } choice when depth < MaximumDepth:
                    // As for locals with several values: which operators there are is not known.
                    IOperation left = choice.WhenTrue, right = otherwise;
                    var either = ImmutableArray.CreateBuilder<IInvocationOperation>();
                    return Trace(ref left, either, depth + 1) == QueryOrigin.Memory ? QueryOrigin.Memory : Trace(ref right, either, depth + 1);
                default:
                    return depth < MaximumDepth ? OfMember(root, depth) : QueryOrigin.Database;
            }
        }
    }

    // A member of this compilation whose every value is an in-memory sequence (a fake repository, a demo list) is no database.
    private QueryOrigin OfMember(IOperation root, int depth)
    {
        if (IsDbSet(root.Type) || Operations.SymbolOf(root) is not { IsVirtual: false, IsAbstract: false } member || member is ILocalSymbol or IParameterSymbol)
        {
            return QueryOrigin.Database;
        }

        var body = _facts.Bodies.Of(member, default) ?? (member is IPropertySymbol { GetMethod: { } getter } ? _facts.Bodies.Of(getter, default) : null);
        if (body is ISymbolInitializerOperation initializer)
        {
            var value = initializer.Value;
            return Trace(ref value, ImmutableArray.CreateBuilder<IInvocationOperation>(), depth + 1);
        }

        var origin = QueryOrigin.Database;
        foreach (var operation in body?.DescendantsAndSelf() ?? [])
        {
            if (operation is IReturnOperation { ReturnedValue: { } returned } && ReferenceEquals(Operations.Function(operation), body))
            {
                origin = Trace(ref returned, ImmutableArray.CreateBuilder<IInvocationOperation>(), depth + 1);
                if (origin == QueryOrigin.Database)
                {
                    break;
                }
            }
        }

        return origin;
    }

    // Conditional composition (if (x) q = q.Where(…)) assigns a local several times; its origin is that of any value that is
    // not made from the local itself. Operators are only known where there is one value.
    private QueryOrigin OfLocal(ILocalReferenceOperation local, ref IOperation root, ImmutableArray<IInvocationOperation>.Builder operators, int depth)
    {
        var values = new List<IOperation>();
        Writes.ForEach(local.Local, Operations.Function(local), values, static (value, all) =>
        {
            if (value is not null)
            {
                all.Add(value);
            }

            return true;
        });
        if (values.Count == 1)
        {
            root = values[0];
            return Trace(ref root, operators, depth + 1);
        }

        foreach (var value in values)
        {
            var part = value;
            var own = ImmutableArray.CreateBuilder<IInvocationOperation>();
            if (IsMadeFrom(value, local.Local))
            {
                continue;
            }

            if (Trace(ref part, own, depth + 1) == QueryOrigin.Memory)
            {
                return QueryOrigin.Memory;
            }
        }

        return QueryOrigin.Database;
    }

    private static bool IsMadeFrom(IOperation value, ILocalSymbol local)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsDbSet(ITypeSymbol? type) => Knowledge.Inherits(type, _dbSet);
}
