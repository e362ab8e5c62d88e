
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=255, verbose_name='host')),
                ('pid', models.PositiveIntegerField(verbose_name='process')),
                ('started', models.DateTimeField(verbose_name='started')),
                ('lease_until', models.DateTimeField(db_index=True, verbose_name='lease until')),
            ],
            options={
                'verbose_name': 'worker',
                'verbose_name_plural': 'workers',
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('calling', 'calling'), ('ringing', 'ringing'), ('active', 'active'), ('ended', 'ended')], default='calling', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, choices=[('hung-up', 'hung up'), ('declined', 'declined'), ('cancelled', 'cancelled'), ('no-answer', 'no answer'), ('busy', 'busy'), ('offline', 'offline'), ('lost', 'connection lost'), ('failed', 'could not connect'), ('ended-by-staff', 'ended by staff')], max_length=20, verbose_name='ending')),
                ('placed_at', models.DateTimeField(verbose_name='placed')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('deadline', models.DateTimeField(null=True, verbose_name='deadline')),
                ('callee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls_received', to=settings.AUTH_USER_MODEL, verbose_name='callee')),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls_placed', to=settings.AUTH_USER_MODEL, verbose_name='caller')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='LiveCall',
            fields=[
            ],
            options={
                'verbose_name': 'live call',
                'verbose_name_plural': 'live calls',
                'permissions': [('end_call', 'Can end a call')],
                'proxy': True,
                'default_permissions': ('view',),
                'indexes': [],
                'constraints': [],
            },
            bases=('calls.call',),
        ),
        migrations.CreateModel(
            name='CallLeg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.UUIDField(null=True, verbose_name='party')),
                ('live', models.BooleanField(default=True, verbose_name='live')),
                ('going', models.BooleanField(default=False, verbose_name='going')),
                ('seen', models.BooleanField(default=True, verbose_name='seen')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='calls.call', verbose_name='call')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legs', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'call leg',
                'verbose_name_plural': 'call legs',
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('party', models.UUIDField(db_index=True, verbose_name='party')),
                ('device', models.CharField(blank=True, max_length=200, verbose_name='device')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='connections', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='connections', to='calls.worker', verbose_name='worker')),
            ],
            options={
                'verbose_name': 'device online',
                'verbose_name_plural': 'devices online',
                'permissions': [('sign_out_device', 'Can sign out a device')],
                'default_permissions': ('view',),
            },
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['caller', '-placed_at'], name='call_by_caller'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['callee', '-placed_at'], name='call_by_callee'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['-placed_at'], name='call_by_time'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('deadline__isnull', False)), fields=['deadline'], name='call_by_deadline'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['state'], name='call_live'),
        ),
        migrations.AddIndex(
            model_name='callleg',
            index=models.Index(condition=models.Q(('seen', False)), fields=['user'], name='leg_unseen'),
        ),
        migrations.AddConstraint(
            model_name='callleg',
            constraint=models.UniqueConstraint(fields=('call', 'user'), name='one_leg_per_person'),
        ),
        migrations.AddConstraint(
            model_name='callleg',
            constraint=models.UniqueConstraint(condition=models.Q(('live', True)), fields=('user',), name='one_live_leg_per_person'),
        ),
    ]
